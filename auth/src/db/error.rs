//! Why the database fails, to open or to answer.

use std::{io, path::PathBuf};
use thiserror::Error;

/// The database could not answer. Never "not found", which is an answer.
#[derive(Debug, Error)]
pub(crate) enum DbError {
    #[error("database: {0}")]
    Sqlx(#[from] sqlx::Error),
    #[error("a stored value is not what this service wrote: {0}")]
    Corrupt(&'static str),
}

/// The database could not be opened; the message says which setting is involved and what to do.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The URL is not one of a supported database.
    #[error("the database URL {url:?} is not usable ({reason}); write sqlite:PATH or sqlite::memory:")]
    Url {
        /// The URL as given.
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
    /// The file can't be opened or set up.
    #[error("the database can't be opened: {0}")]
    Open(#[from] sqlx::Error),
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
}
