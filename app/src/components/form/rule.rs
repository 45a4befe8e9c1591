//! A rule is what must be true of a field's content before it is worth sending. The server has the last word.

use crate::error::AppError;
use domain::{Email, Password, PasswordError, PasswordPolicy};

/// What a field takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// An e-mail address.
    Address,
    /// A password that this policy allows.
    NewPassword(PasswordPolicy),
    /// Anything; this is what is wrong with nothing.
    Filled(AppError),
}

impl Rule {
    /// A password that somebody has already.
    pub(crate) const KNOWN_PASSWORD: Self = Self::Filled(AppError::Password(PasswordError::Missing));

    /// What is wrong with `typed`.
    pub(crate) fn check(self, typed: &str) -> Option<AppError> {
        match self {
            Self::Address => Email::parse(typed).err().map(AppError::Email),
            Self::NewPassword(policy) => policy.check(&Password::new(typed)).err().map(AppError::Password),
            Self::Filled(missing) => typed.is_empty().then_some(missing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::EmailError;

    #[test]
    fn a_rule_says_what_the_server_would() {
        assert_eq!(Rule::Address.check("bob"), Some(AppError::Email(EmailError::Malformed)));
        assert_eq!(Rule::Address.check(" bob@me.com "), None);
        let policy = Rule::NewPassword(PasswordPolicy { min_chars: 15 });
        assert_eq!(policy.check("short"), Some(AppError::Password(PasswordError::TooShort { min: 15 })));
        assert_eq!(policy.check("correct horse battery"), None);
        assert_eq!(Rule::KNOWN_PASSWORD.check(""), Some(AppError::Password(PasswordError::Missing)));
        assert_eq!(Rule::KNOWN_PASSWORD.check("x"), None, "whatever the policy was when it was chosen");
    }
}
