//! What the service must be told before it can open.

use crate::{Clock, HashCost, TokenShape};
use domain::{Mode, PasswordPolicy};
use std::path::PathBuf;

/// Everything that [`Auth`](crate::Auth) is told once, at start.
#[derive(Clone, Debug)]
pub struct AuthConfig {
    /// Desk or public address.
    pub mode: Mode,
    /// A SQLite URL: `sqlite:PATH`, or `sqlite::memory:` for a database that is gone with the process.
    pub database_url: String,
    /// Where development keeps the mails it did not send, one `.eml` file each.
    pub mail_dir: PathBuf,
    /// What links in mails begin with, without a slash at the end. Never taken from a request.
    pub public_url: String,
    /// Where the time comes from.
    pub clock: Clock,
    /// How expensive a password hash is.
    pub hash_cost: HashCost,
}

impl AuthConfig {
    /// The shape of session and reset tokens: the contract's UUIDs on a desk, 256 bits in public.
    #[must_use]
    pub fn token_shape(&self) -> TokenShape {
        match self.mode {
            Mode::Development => TokenShape::Uuid,
            Mode::Production => TokenShape::Random256,
        }
    }

    /// What a new password must be.
    #[must_use]
    pub fn password_policy(&self) -> PasswordPolicy {
        match self.mode {
            Mode::Development => PasswordPolicy::ANYTHING,
            // NIST SP 800-63B-4, section 3.1.1.1: 15 characters where the password is the only factor.
            Mode::Production => PasswordPolicy { min_chars: 15 },
        }
    }
}
