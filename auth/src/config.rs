//! What the service must be told before it can open.

mod database_url;
mod smtp_url;

pub use database_url::DatabaseUrl;
pub use smtp_url::{SmtpUrl, SmtpUrlError};

pub(crate) use database_url::EngineKind;
pub(crate) use smtp_url::SmtpSecurity;

use crate::{Clock, HashCost, Limits, TokenShape};
use domain::{Mode, PasswordPolicy};
use std::{num::NonZeroU32, path::PathBuf, time::Duration};

/// Everything that [`Auth`](crate::Auth) is told once, at start.
#[derive(Clone, Debug)]
pub struct AuthConfig {
    /// Desk or public address.
    pub mode: Mode,
    /// Where accounts are kept.
    pub database: DatabaseConfig,
    /// How mails leave.
    pub mail: MailConfig,
    /// What links in mails begin with, without a slash at the end. Never taken from a request.
    pub public_url: String,
    /// Where the time comes from.
    pub clock: Clock,
    /// How expensive a password hash is.
    pub hash_cost: HashCost,
    /// The fewest characters of a new password in public, in Unicode code points. On a desk, anything will do.
    pub min_password_chars: u32,
    /// How much of everything is allowed.
    pub limits: Limits,
}

/// How mails leave.
#[derive(Clone, Debug)]
pub enum MailConfig {
    /// They don't: each becomes an `.eml` file in this directory, to be read on development's mailbox page.
    Mailbox(PathBuf),
    /// Through a mail server.
    Smtp {
        /// Which, and with whose account.
        server: SmtpUrl,
        /// Whom they are from, as mail writes it: `Bienvenue <accounts@example.org>`.
        from: String,
    },
}

/// Which database, and how patient to be with it.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// Where it is.
    pub url: DatabaseUrl,
    /// How many connections at most: to PostgreSQL (10 if not said), or for reading to SQLite (4 if not said), which
    /// has one for writing besides.
    pub connections: Option<NonZeroU32>,
    /// How long a request waits for a free connection.
    pub acquire_timeout: Duration,
    /// How long a statement may take; to SQLite, how long one waits for a lock that another process holds.
    pub statement_timeout: Duration,
    /// Whether a pooler stands before PostgreSQL that hands out its connections by transaction (pgbouncer's
    /// `pool_mode = transaction`).
    pub behind_pooler: bool,
    /// Whether to make a SQLite file that does not exist yet.
    pub create: bool,
}

impl DatabaseConfig {
    /// How long a request waits for a free connection, unless said otherwise.
    pub const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
    /// How long a statement may take, unless said otherwise.
    pub const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);

    /// The database of this URL, with everything else as it is by default.
    #[must_use]
    pub fn new(url: impl Into<DatabaseUrl>) -> Self {
        Self {
            url: url.into(),
            connections: None,
            acquire_timeout: Self::ACQUIRE_TIMEOUT,
            statement_timeout: Self::STATEMENT_TIMEOUT,
            behind_pooler: false,
            create: true,
        }
    }
}

impl AuthConfig {
    /// The fewest characters of a new password, unless said otherwise: NIST SP 800-63B-4, section 3.1.1.1, asks for 15
    /// where the password is the only factor.
    pub const MIN_PASSWORD_CHARS: u32 = 15;

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
            Mode::Production => PasswordPolicy { min_chars: self.min_password_chars },
        }
    }
}
