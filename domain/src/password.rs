//! A password is what a person types to prove who they are.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use zeroize::Zeroizing;

/// A password exactly as typed: never trimmed, folded or cut. Wiped from memory when dropped; `Debug` hides it.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(Zeroizing<String>);

/// Why a password can't be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum PasswordError {
    /// Nothing at all. Spaces are something.
    #[error("password is missing")]
    Missing,
    /// Fewer characters than the policy asks for.
    #[error("password is shorter than {min} characters")]
    TooShort {
        /// The policy's minimum, in Unicode code points.
        min: u32,
    },
    /// Longer than [`Password::MAX_BYTES`].
    #[error("password is longer than {max} bytes", max = Password::MAX_BYTES)]
    TooLong,
    /// Among the first that anybody would guess.
    #[error("password is one of the most common ones, or repeats one")]
    Common,
    /// Hardly more than the person's address or the service's name.
    #[error("password is little more than the e-mail address or the name of this service")]
    OwnName,
    /// U+0000, at which bcrypt stops reading.
    #[error("password contains a NUL character")]
    Nul,
}

/// What a new password must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    /// The fewest characters, counted in Unicode code points as NIST SP 800-63B-4 does.
    pub min_chars: u32,
}

impl Password {
    /// The longest password, in bytes of UTF-8. At least 64 characters of any script fit (they need 256 at most).
    pub const MAX_BYTES: usize = 1024;

    /// Takes the text as typed; whether it may be used is for [`Password::check`] and [`PasswordPolicy::check`] to say.
    #[must_use]
    pub fn new(typed: impl Into<String>) -> Self {
        Self(Zeroizing::new(typed.into()))
    }

    /// The text itself. Only what hashes or checks it may call this.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether this can be a password of anyone, whatever the policy was when it was chosen.
    ///
    /// # Errors
    /// [`PasswordError`] when it is missing, too long or contains NUL.
    pub fn check(&self) -> Result<(), PasswordError> {
        match self.expose() {
            "" => Err(PasswordError::Missing),
            text if text.len() > Self::MAX_BYTES => Err(PasswordError::TooLong),
            text if text.contains('\0') => Err(PasswordError::Nul),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(hidden)")
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self::ANYTHING
    }
}

impl PasswordPolicy {
    /// Development's policy: anything that is not empty.
    pub const ANYTHING: Self = Self { min_chars: 1 };

    /// Whether `password` may be chosen as a new password.
    ///
    /// # Errors
    /// [`PasswordError`] with the first rule that it breaks.
    pub fn check(self, password: &Password) -> Result<(), PasswordError> {
        password.check()?;
        if password.expose().chars().count() < self.min_chars as usize {
            return Err(PasswordError::TooShort { min: self.min_chars });
        }
        Ok(())
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_changed() {
        assert_eq!(Password::new("  Pass  ").expose(), "  Pass  ");
        assert_eq!(Password::new(" ").check(), Ok(()));
    }

    #[test]
    fn debug_hides_it() {
        assert_eq!(format!("{:?}", Password::new("hunter2")), "Password(hidden)");
    }

    #[test]
    fn empty_too_long_and_nul_are_refused() {
        assert_eq!(Password::new("").check(), Err(PasswordError::Missing));
        assert_eq!(Password::new("a".repeat(1024)).check(), Ok(()));
        assert_eq!(Password::new("a".repeat(1025)).check(), Err(PasswordError::TooLong));
        assert_eq!(Password::new("a\0b").check(), Err(PasswordError::Nul));
    }

    #[test]
    fn a_policy_counts_code_points() {
        let policy = PasswordPolicy { min_chars: 7 };
        assert_eq!(policy.check(&Password::new("👩‍👩‍👧‍👧")), Ok(()), "four people and three joiners");
        assert_eq!(policy.check(&Password::new("ééé")), Err(PasswordError::TooShort { min: 7 }));
        assert_eq!(PasswordPolicy::ANYTHING.check(&Password::new("x")), Ok(()));
    }
}
