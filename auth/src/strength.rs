//! The strength of a new password: what zxcvbn's estimate says about it.
//!
//! It is a hint and no rule. It is worked out here, because its word lists would be a multiple of what the browser loads.

use crate::Auth;
use domain::{Password, Strength, Weakness};
use std::sync::Arc;
use tokio::sync::Semaphore;
use zxcvbn::{Score, feedback::Warning};

/// How many estimates run at once. Each takes some milliseconds of a core, and somebody is typing meanwhile.
const AT_ONCE: usize = 2;

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
    /// complete. Of the password, the first 100 characters count.
    ///
    /// `None` when there is too much to do: nobody waits for a hint.
    pub async fn password_strength(&self, password: Password, email: String) -> Option<Strength> {
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
    let own: Vec<_> = email.split(['@', '.', '+', '-', '_']).chain([email, "bienvenue"]).collect();
    let entropy = zxcvbn::zxcvbn(password.expose(), &own);
    match entropy.score() {
        Score::Four => Strength::Strong,
        Score::Three => Strength::Good,
        Score::Two => Strength::Fair,
        _ if is_about(password, &own) => Strength::Weak(Some(Weakness::Personal)),
        _ => Strength::Weak(entropy.feedback().and_then(|feedback| feedback.warning()).map(weakness)),
    }
}

/// Whether the person's own words are in it. Words of one or two letters are in everything.
fn is_about(password: &Password, own: &[&str]) -> bool {
    let password = password.expose().to_lowercase();
    own.iter().any(|word| word.len() > 2 && password.contains(&word.to_lowercase()))
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
    fn nothing_is_weak() {
        assert_eq!(of(""), Strength::Weak(None));
        assert_eq!(estimate(&Password::new("x7Rq"), ""), Strength::Weak(None));
    }

    #[tokio::test]
    async fn a_hint_that_would_have_to_wait_is_none() {
        let auth = crate::service::tests::service_with_bob().await;
        let hint = || auth.password_strength(Password::new("password1"), String::new());
        assert_eq!(hint().await, Some(Strength::Weak(Some(Weakness::Common))));
        let permits = auth.estimator.0.acquire_many(2).await.unwrap();
        assert_eq!(hint().await, None);
        drop(permits);
        assert!(hint().await.is_some());
    }
}
