//! Why the database fails, to open or to answer.

use crate::MailError;
use sqlx::migrate::MigrateError;
use std::{error::Error as StdError, io, path::PathBuf};
use thiserror::Error;

/// The database could not answer. Never "not found", which is an answer.
#[derive(Debug, Error)]
pub(crate) enum DbError {
    /// It can't be reached, or has too much to do. What was asked for has not happened, or, if the connection broke at
    /// the very end, may have; to ask again is right in both cases.
    #[error("database unavailable: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// What is stored can't be read. Nothing more is written to it.
    #[error("database damaged: {0}")]
    Damaged(#[source] sqlx::Error),
    /// Damage was found before, so that nothing is written any more.
    #[error("database damaged: nothing is written to it until the service starts on a sound one")]
    Closed,
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
    /// What is stored can't be read.
    Damaged,
    /// Something is wrong that waiting does not mend.
    Fault,
}

impl DbError {
    /// What the engine said.
    pub(super) fn cause(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Unavailable(error) | Self::Damaged(error) | Self::Sqlx(error) => Some(error),
            Self::Closed | Self::Corrupt(_) => None,
        }
    }
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

impl OpenError {
    /// Why the schema can't be brought to this version, which knows migrations up to this one.
    pub(super) fn of_migration(error: MigrateError, ours: i64) -> Self {
        match error {
            MigrateError::VersionMissing(found) => Self::Newer { found, ours },
            other => Self::Migrate(other),
        }
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
        "the database file {path:?} can't be made ({source}); choose a directory that exists, may be written to and has room"
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
    Migrate(#[from] MigrateError),
    /// The file has no content, and this service does not leave such files behind.
    #[error("the database file {path:?} is empty; restore a backup, or delete it if it never held an account")]
    EmptyFile {
        /// The file.
        path: PathBuf,
    },
    /// The file is gone, and what SQLite wrote beside it is not. A new one would take that for its own.
    #[error(
        "the database file {path:?} is gone, and its log {log:?} is still there; put the file back beside it, or move the \
         log away if the database is not to come back"
    )]
    Orphaned {
        /// The file.
        path: PathBuf,
        /// Its write-ahead log, or its journal.
        log: PathBuf,
    },
    /// What is stored can't be read.
    #[error(
        "the database file {path:?} is damaged, or is no SQLite database ({reason}); nothing was changed: keep a copy \
         of it, then restore a backup"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
    /// The file holds the tables of something else.
    #[error("{path:?} is the database of another program; nothing was changed: name another file")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Its permissions, or the file system, don't let us write.
    #[error(
        "the database file {path:?} can't be written ({reason}); the user of this service must own it and its directory"
    )]
    NotWritable {
        /// The file.
        path: PathBuf,
        /// What the operating system or SQLite says.
        reason: String,
    },
    /// A later version has been here.
    #[error(
        "the database is newer than this version (its schema is {found}, this version knows {ours}); start the newer \
         version of bienvenue, or restore the backup of before the upgrade"
    )]
    Newer {
        /// The number of the last migration that was made there.
        found: i64,
        /// That of this version.
        ours: i64,
    },
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
