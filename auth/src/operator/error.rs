//! Why an operator can't look after accounts.

use crate::OpenError;
use thiserror::Error;

/// The database can't be looked after.
#[derive(Debug, Error)]
pub enum OperatorOpenError {
    /// It can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It is not one that servers of this version serve from.
    #[error(transparent)]
    NotReady(#[from] NotReady),
}

/// No server of this version has made this database, or brought it to its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotReady {
    /// It is in memory.
    #[error("a database in memory is its server's alone; name one that is stored")]
    InMemory,
    /// It is not there.
    #[error("there is no such database; name the one of the server")]
    Missing,
    /// It has no tables.
    #[error("the database is empty; start the server once, which makes its tables")]
    Empty,
    /// It has the schema of an older version.
    #[error(
        "the database has an older version's schema ({found}) and not this one's ({ours}); start the server of this \
         version, which brings it up, or use the older bienvenue"
    )]
    Older {
        /// The number of the last migration that was made there.
        found: i64,
        /// That of this version.
        ours: i64,
    },
    /// It has the schema of a newer version.
    #[error("the database has a newer version's schema ({found}) than this one's ({ours}); use the newer bienvenue")]
    Newer {
        /// The number of the last migration that was made there.
        found: i64,
        /// That of this version.
        ours: i64,
    },
}
