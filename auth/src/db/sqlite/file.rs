//! The file itself: made whole, and looked at before anything may change it.

use super::{inspection, options};
use crate::{
    DatabaseConfig,
    db::{DatabaseState, OpenError},
    token,
};
use sqlx::{
    ConnectOptions, Connection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};
use std::{
    fs::{self, File, OpenOptions},
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
    let draft = draft_of(path).map_err(fault)?;
    let made = async {
        create_private(&draft).map_err(fault)?;
        // Whoever sets up the write-ahead log writes the first page.
        let options = SqliteConnectOptions::new().filename(&draft).journal_mode(SqliteJournalMode::Wal);
        options.connect().await?.close().await?;
        publish(&draft, path).map_err(fault)
    };
    let made = made.await;
    // Where it is left behind, it is in nobody's way.
    _ = fs::remove_file(&draft);
    made
}

fn draft_of(path: &Path) -> io::Result<PathBuf> {
    let number = token::random_uuid().map_err(io::Error::other)?;
    Ok(beside(path, &format!(".new-{}", number.simple())))
}

fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Gives the draft its name, so that it has that after a power cut as well.
fn publish(draft: &Path, path: &Path) -> io::Result<()> {
    File::open(draft)?.sync_all()?;
    match fs::hard_link(draft, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    #[cfg(unix)]
    File::open(directory_of(path))?.sync_all()?;
    Ok(())
}

/// The directory in which a file is.
pub(super) fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
