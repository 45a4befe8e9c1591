//! The strength of a new password: what zxcvbn's estimate says about it.
//!
//! It is a hint and no rule. It is worked out here, because its word lists would be a multiple of what the browser loads.

use crate::Auth;
use domain::{Email, Password, Strength, Weakness};
use std::sync::Arc;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;
use zxcvbn::{Score, feedback::Warning};

/// How many estimates run at once: one core at most is busy with hints.
const AT_ONCE: usize = 1;
/// What is looked at of a password, in characters: whatever is longer than this is no matter of words and patterns any
/// more, and the estimator's work grows with the cube of it.
const MAX_CHARS: usize = 40;

/// Estimates passwords, a few at a time. Cheap to clone: clones share the bound.
#[derive(Clone, Debug)]
pub(crate) struct Estimator(Arc<Semaphore>);

impl Estimator {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Auth {
    /// Estimates how hard `password` would be to guess for somebody who knows the owner's address; `email` need not be
    /// complete. Of the password, the first 40 characters count.
    ///
    /// `None` when another estimate is under way, because nobody waits for a hint, and for what is no password or no
    /// address.
    pub async fn password_strength(&self, password: Password, email: String) -> Option<Strength> {
        if password.check().is_err() || email.len() > Email::MAX_BYTES {
            return None;
        }
        let permit = Arc::clone(&self.estimator.0).try_acquire_owned().ok()?;
        #[expect(clippy::disallowed_methods, reason = "nothing is hashed, and the permits bound it, too")]
        let estimated = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            estimate(&password, &email)
        });
        estimated.await.ok()
    }
}

fn estimate(password: &Password, email: &str) -> Strength {
    let name = email.rsplit_once('@').map_or(email, |(name, _)| name);
    let own: Vec<_> = name.split(['.', '+', '-', '_']).chain([email, name, "bienvenue"]).collect();
    let start: Zeroizing<String> = Zeroizing::new(password.expose().chars().take(MAX_CHARS).collect());
    let entropy = zxcvbn::zxcvbn(&start, &own);
    match entropy.score() {
        Score::Four => Strength::Strong,
        Score::Three => Strength::Good,
        Score::Two => Strength::Fair,
        _ if is_about(&start, &own) => Strength::Weak(Some(Weakness::Personal)),
        _ => Strength::Weak(entropy.feedback().and_then(|feedback| feedback.warning()).map(weakness)),
    }
}

/// Whether the person's own words are in it. Shorter ones are in too many others.
fn is_about(password: &str, own: &[&str]) -> bool {
    let password = Zeroizing::new(password.to_lowercase());
    own.iter().any(|word| word.chars().count() > 3 && password.contains(&word.to_lowercase()))
}

fn weakness(warning: Warning) -> Weakness {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => Weakness::Keyboard,
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            Weakness::Repeat
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => Weakness::Common,
        Warning::SequencesLikeAbcAreEasyToGuess => Weakness::Sequence,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => Weakness::Date,
        Warning::AWordByItselfIsEasyToGuess => Weakness::Word,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess => {
            Weakness::Name
        }
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    fn of(password: &str) -> Strength {
        estimate(&Password::new(password), "marie.curie@example.org")
    }

    #[test]
    fn what_is_easy_to_guess_is_weak_for_a_reason() {
        let weak = |why| Strength::Weak(Some(why));
        assert_eq!(of("password1"), weak(Weakness::Common));
        assert_eq!(of("Marie1867"), weak(Weakness::Personal));
        assert_eq!(of("marie.curie"), weak(Weakness::Personal));
        assert_eq!(of("Bienvenue1"), weak(Weakness::Personal));
        assert_eq!(of("sdfghjk"), weak(Weakness::Keyboard));
        assert_eq!(of("jjjjjjjjjj"), weak(Weakness::Repeat));
        assert_eq!(of("23456789"), weak(Weakness::Sequence));
        assert_eq!(of("14.7.1789"), weak(Weakness::Date));
        assert_eq!(of("photosynthesis"), weak(Weakness::Word));
        assert_eq!(of("kowalski"), weak(Weakness::Name));
    }

    #[test]
    fn longer_is_stronger() {
        assert_eq!(of("correct horse"), Strength::Good);
        assert_eq!(of("correct horse battery staple"), Strength::Strong);
        assert_eq!(of(&"\u{1f40e}".repeat(400)), Strength::Weak(Some(Weakness::Repeat)));
    }

    #[test]
    fn who_has_a_mail_address_like_many_is_not_told_that_everything_is_about_them() {
        let of = |password| estimate(&Password::new(password), "bob@company.com");
        assert_eq!(of("company1"), Strength::Weak(None));
        assert_eq!(of("computer"), Strength::Weak(Some(Weakness::Common)));
        assert_eq!(estimate(&Password::new("x7Rq"), ""), Strength::Weak(None));
    }

    #[tokio::test]
    async fn a_hint_that_would_have_to_wait_is_none() {
        let auth = crate::service::tests::service_with_bob().await;
        let hint = || auth.password_strength(Password::new("password1"), String::new());
        assert_eq!(hint().await, Some(Strength::Weak(Some(Weakness::Common))));
        let permits = auth.estimator.0.acquire_many(1).await.unwrap();
        assert_eq!(hint().await, None);
        drop(permits);
        assert!(hint().await.is_some());
    }

    #[tokio::test]
    async fn what_is_no_password_or_no_address_gets_no_hint() {
        let auth = crate::service::tests::service_with_bob().await;
        let long = "a".repeat(Password::MAX_BYTES + 1);
        for (password, email) in [("", ""), ("a\0b", ""), (&long, ""), ("a", &long)] {
            assert_eq!(auth.password_strength(Password::new(password), email.to_owned()).await, None);
        }
    }
}
