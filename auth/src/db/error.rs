//! Why the database fails, to open or to answer.

use crate::MailError;
use std::{error::Error as StdError, io, path::PathBuf};
use thiserror::Error;

/// The database could not answer. Never "not found", which is an answer.
#[derive(Debug, Error)]
pub(crate) enum DbError {
    /// It can't be reached, or has too much to do. What was asked for has not happened, or, if the connection broke at
    /// the very end, may have; to ask again is right in both cases.
    #[error("database unavailable: {0}")]
    Unavailable(#[source] sqlx::Error),
    #[error("database: {0}")]
    Sqlx(#[source] sqlx::Error),
    #[error("a stored value is not what this service wrote: {0}")]
    Corrupt(&'static str),
}

/// What an error of the engine means for whoever waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Somebody else was in the way and nothing has happened: the same again may succeed at once.
    Conflict,
    /// Not now.
    Unavailable,
    /// Something is wrong that waiting does not mend.
    Fault,
}

/// What an error means; `by_code` knows the engine's own codes.
pub(super) fn meaning(error: &sqlx::Error, by_code: fn(&str) -> Meaning) -> Meaning {
    match error {
        // `Tls` and `Protocol` are what is left of a connection that broke in mid-sentence.
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => {
            Meaning::Unavailable
        }
        sqlx::Error::Database(error) => error.code().map_or(Meaning::Fault, |code| by_code(&code)),
        _ => Meaning::Fault,
    }
}

/// Whether SQLite could not read or write a file (READONLY, IOERR, FULL, CANTOPEN; the lowest byte is the kind).
pub(super) fn is_of_files(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    matches!(code.map(|code| code & 0xff), Some(8 | 10 | 13 | 14))
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        Self::Open(Box::new(error))
    }
}

impl From<DbError> for OpenError {
    fn from(error: DbError) -> Self {
        Self::Open(Box::new(error))
    }
}

/// The service could not be opened; the message says which setting is involved and what to do.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The URL is not one of a supported database.
    #[error(
        "the database URL {url:?} is not usable ({reason}); write sqlite:PATH, sqlite::memory: or \
         postgres://USER:PASSWORD@HOST/DATABASE"
    )]
    Url {
        /// The URL as given, but for its password.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file can't be made.
    #[error(
        "the database file {path:?} can't be made ({source}); choose a directory that exists and can be written to"
    )]
    Create {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file or the server can't be opened or set up.
    #[error("the database can't be opened: {0}")]
    Open(#[source] Box<dyn StdError + Send + Sync>),
    /// The schema can't be brought to this version.
    #[error("the database can't be brought to this version's schema: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The SQLite library has a known defect.
    #[error("SQLite {found} can corrupt a database in WAL mode; this service needs {needed} or newer")]
    OldSqlite {
        /// The version that was linked.
        found: String,
        /// The first version without the defect.
        needed: &'static str,
    },
    /// Mails can't be sent like this.
    #[error("mails can't be sent: {0}")]
    Mail(#[from] MailError),
    /// Only a part of another database has been copied into this one.
    #[error("the database is an unfinished copy of {source_url}; run the same move-db again to finish it")]
    UnfinishedMove {
        /// Where the rest is, without the password.
        source_url: String,
    },
}
