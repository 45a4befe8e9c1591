//! The file itself: made whole, and looked at before anything may change it.

use super::{inspection, options};
use crate::{
    DatabaseConfig,
    db::{DatabaseState, OpenError},
    new_file::NewFile,
};
use sqlx::{
    ConnectOptions, Connection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Where the database is. SQLite keeps its log beside the file, not beside a link to it.
pub(in crate::db) fn path(config: &DatabaseConfig) -> Result<PathBuf, OpenError> {
    Ok(options(config)?.get_filename().to_owned())
}

/// The file that SQLite keeps beside a database under this ending.
pub(in crate::db) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Makes the file, if it is missing and may be made. Else looks at what stands there, and refuses what can't be ours:
/// whatever is refused has not been changed.
pub(super) async fn provide(config: &DatabaseConfig, path: &Path) -> Result<(), OpenError> {
    if !path.exists() {
        check_that_nothing_is_left(path)?;
        if config.create {
            return make(path).await;
        }
    }
    match inspection::examine(config, path).await {
        Ok(DatabaseState::Schema { found, ours }) if found > ours => Err(OpenError::Newer { found, ours }),
        // A move goes on with such a file; whoever wants to serve from it is refused later.
        Ok(_) | Err(OpenError::UnfinishedMove { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// A log without its file belongs to a database that was moved or deleted while it was open. SQLite would apply it to
/// whatever file has the name.
pub(super) fn check_that_nothing_is_left(path: &Path) -> Result<(), OpenError> {
    let logs = ["-wal", "-journal"].map(|ending| beside(path, ending));
    match logs.into_iter().find(|log| log.metadata().is_ok_and(|log| log.len() > 0)) {
        Some(log) => Err(OpenError::Orphaned { path: path.to_owned(), log }),
        None => Ok(()),
    }
}

/// Makes an empty database, for its owner alone; SQLite gives the files beside it the same permissions. It gets its name
/// when it is whole, so that a file without content is never one of ours. Somebody else may be faster; theirs is as good.
async fn make(path: &Path) -> Result<(), OpenError> {
    let fault = |source| OpenError::Create { path: path.to_owned(), source };
    let new = match NewFile::begin(path, false) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        begun => begun.map_err(fault)?,
    };
    // Whoever sets up the write-ahead log writes the first page.
    let options = SqliteConnectOptions::new().filename(new.part()).journal_mode(SqliteJournalMode::Wal);
    options.connect().await?.close().await?;
    match new.finish() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        finished => finished.map(drop).map_err(fault),
    }
}
