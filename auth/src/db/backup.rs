//! A backup is a copy of a SQLite database as it was at one moment, made while it is written to.

use super::{CheckError, check_database, sqlite};
use crate::{
    DatabaseConfig, DatabaseUrl,
    config::EngineKind,
    new_file::{NewFile, is_same_file},
};
use std::{
    io,
    path::{Path, PathBuf},
};
use thiserror::Error;

/// Why there is no backup.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The engine has tools of its own.
    #[error("this makes copies of SQLite files; for PostgreSQL use pg_dump --format=custom")]
    NotSqlite,
    /// The database can't be copied as it is.
    #[error(transparent)]
    Source(#[from] CheckError),
    /// The backup would take the place of what it is made of.
    #[error("{0:?} is the database itself; name another file")]
    Itself(PathBuf),
    /// There is such a file.
    #[error("{0:?} is there already; name another file, or add --force to replace it")]
    Exists(PathBuf),
    /// There is a directory.
    #[error("{0:?} is a directory; name a file in it")]
    Directory(PathBuf),
    /// The file can't be written.
    #[error("{path:?} can't be written ({reason}); choose a directory that exists, may be written to and has room")]
    Write {
        /// The file.
        path: PathBuf,
        /// What keeps it from being written.
        reason: String,
    },
}

/// Copies the database into a file that is not there yet, or that it is to `replace`. Servers go on meanwhile; what they
/// write after it has begun is not in the copy. Answers its size in bytes.
///
/// # Errors
/// [`BackupError`]; the file is as it was, or is still not there.
pub async fn back_up(config: &DatabaseConfig, file: &Path, replace: bool) -> Result<u64, BackupError> {
    if config.url.engine() == Some(EngineKind::Postgres) {
        return Err(BackupError::NotSqlite);
    }
    let write = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(file.to_owned()),
        io::ErrorKind::IsADirectory => BackupError::Directory(file.to_owned()),
        _ => BackupError::Write { path: file.to_owned(), reason: error.to_string() },
    };
    // SQLite takes a name that begins with `file:` for a URI, and an absolute one never does.
    let file = &std::path::absolute(file).map_err(write)?;
    let path = sqlite::path(config).map_err(CheckError::from)?;
    let source = sqlite::source(config).await?;
    if ["", "-wal", "-shm"].iter().any(|ending| is_same_file(file, &sqlite::beside(&path, ending))) {
        return Err(BackupError::Itself(file.to_owned()));
    }
    let copy = NewFile::begin(file, replace).map_err(write)?;
    match sqlite::copy(source, copy.part()).await {
        Err(error) if sqlite::is_of_files(&error) || matches!(error, sqlx::Error::Io(_)) => {
            return Err(write(io::Error::other(error)));
        }
        copied => copied.map_err(CheckError::from)?,
    }
    check_database(&DatabaseConfig { create: false, ..DatabaseConfig::new(DatabaseUrl::of_file(copy.part())) }).await?;
    copy.finish().map_err(write)
}
