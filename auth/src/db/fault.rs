//! What kind of trouble keeps the database from opening, so that whoever starts the service knows who can help.

mod remedy;

use super::{
    DbError, OpenError,
    error::{Meaning, meaning},
    postgres, sqlite,
};
use sqlx::migrate::MigrateError;
use std::{borrow::Cow, io::ErrorKind, path::Path};

/// Who or what has to change before another try can succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenFault {
    /// A setting, or the version that was started.
    Configuration,
    /// What is stored.
    Database,
    /// The disk, the network or the database server: it may be over already.
    Io,
}

impl DbError {
    /// What kind of trouble it is.
    pub(crate) fn fault(&self) -> OpenFault {
        match self {
            Self::Unavailable(_) => OpenFault::Io,
            Self::Damaged(_) | Self::Closed | Self::Sqlx(_) | Self::Corrupt(_) => OpenFault::Database,
        }
    }
}

impl OpenError {
    /// What kind of trouble it is.
    #[must_use]
    pub fn fault(&self) -> OpenFault {
        match self {
            Self::Url { .. } | Self::Mail(_) | Self::Newer { .. } => OpenFault::Configuration,
            Self::EmptyFile { .. }
            | Self::Orphaned { .. }
            | Self::Damaged { .. }
            | Self::Foreign { .. }
            | Self::NotWritable { .. }
            | Self::OldSqlite { .. }
            | Self::UnfinishedMove { .. } => OpenFault::Database,
            Self::Create { source, .. } => match source.kind() {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => OpenFault::Database,
                _ => OpenFault::Io,
            },
            Self::Open(_) | Self::Migrate(_) => self.cause().map_or(OpenFault::Database, of_cause),
        }
    }

    /// What the engine said.
    fn cause(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Migrate(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => Some(error),
            Self::Open(error) => error.downcast_ref().or_else(|| error.downcast_ref().and_then(DbError::cause)),
            _ => None,
        }
    }

    /// The same of another file, of which this one is a copy.
    pub(super) fn of_original(self, path: &Path) -> Self {
        let path = path.to_owned();
        match self {
            Self::EmptyFile { .. } => Self::EmptyFile { path },
            Self::Damaged { reason, .. } => Self::Damaged { path, reason },
            Self::Foreign { .. } => Self::Foreign { path },
            other => other,
        }
    }

    /// The same, in the words for a SQLite file: which it is, and what is wrong with it.
    pub(super) fn of_file(self, path: &Path) -> Self {
        let Some(code) = self.cause().and_then(sqlite::primary_code) else { return self };
        let (path, reason) = (path.to_owned(), self.to_string());
        match code {
            sqlite::CORRUPT | sqlite::NOT_A_DATABASE => Self::Damaged { path, reason },
            sqlite::READ_ONLY | sqlite::CANT_OPEN => Self::NotWritable { path, reason },
            _ => self,
        }
    }
}

fn of_cause(cause: &sqlx::Error) -> OpenFault {
    let code = code_of(cause);
    // invalid_authorization_specification, invalid_password, invalid_catalog_name: what the URL says.
    if matches!(&*code, "28000" | "28P01" | "3D000") || matches!(cause, sqlx::Error::Configuration(_)) {
        return OpenFault::Configuration;
    }
    // The codes of SQLite are short numbers, those of PostgreSQL have five characters.
    let by_code = if code.len() == 5 { postgres::meaning } else { sqlite::meaning };
    match meaning(cause, by_code) {
        Meaning::Conflict | Meaning::Unavailable => OpenFault::Io,
        Meaning::Damaged | Meaning::Fault => OpenFault::Database,
    }
}

/// The engine's code for it; nothing where it is not the engine's error.
fn code_of(cause: &sqlx::Error) -> Cow<'_, str> {
    cause.as_database_error().and_then(sqlx::error::DatabaseError::code).unwrap_or_default()
}
