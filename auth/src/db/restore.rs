//! A restore puts a backup in the place of a SQLite database.
//!
//! The backup is copied, and the copy is made ready: checked, migrated, and rid of what was ended since. Only then it
//! takes the name, in one step, from a database that nobody has open.

mod hold;
mod replace;

use super::work::Work;
use super::{CheckError, Db, DbError, OpenError, Scope, check_database, sqlite, statement::Connection, statement::sql};
use crate::{
    DatabaseConfig, DatabaseUrl,
    config::EngineKind,
    new_file::{NewFile, is_same_file},
};
use domain::Timestamp;
use hold::{Hold, hold};
use replace::{Replaced, replace};
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};
use thiserror::Error;

/// What a restore has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Accounts that are there now.
    pub users: u64,
    /// Sessions of the backup that were ended.
    pub sessions: u64,
    /// Where the database is now that was there before, if one was.
    pub replaced: Option<PathBuf>,
}

/// Why nothing was restored.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// The engine has tools of its own.
    #[error("this restores SQLite files; for PostgreSQL use pg_restore")]
    NotSqlite,
    /// There is nothing to put a file in the place of.
    #[error("a database in memory is gone with its process; name a file in --database-url")]
    InMemory,
    /// There would be nothing left to restore from.
    #[error("{0:?} is the database itself; name a backup")]
    Itself(PathBuf),
    /// The file is no copy that was made for this.
    #[error(
        "{0:?} has a write-ahead log beside it, so it is no backup but a database; make one of it with bienvenue backup"
    )]
    HasLog(PathBuf),
    /// The database's URL is not usable.
    #[error(transparent)]
    Target(OpenError),
    /// The backup can't be served from.
    #[error("{}", of_backup(.0))]
    Backup(#[from] CheckError),
    /// Somebody has the database open.
    #[error("{0:?} is in use; stop the server that runs on it, and restore again")]
    InUse(PathBuf),
    /// A file can't be read or written. Everything is as it was.
    #[error(
        "{path:?}: {source}, so nothing was restored; see that it is a file, may be read and written, and has room"
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

/// What is wrong with the backup; where that is in the file itself, another one is what helps.
fn of_backup(error: &CheckError) -> String {
    match error {
        CheckError::Open(OpenError::EmptyFile { path }) => format!("the backup {path:?} is empty; choose another one"),
        CheckError::Open(OpenError::Damaged { path, reason }) => {
            format!("the backup {path:?} is damaged, or is no SQLite database ({reason}); choose another one")
        }
        CheckError::Open(OpenError::Foreign { path }) => {
            format!("the backup {path:?} is of another program; choose one that bienvenue backup made")
        }
        CheckError::Open(error @ (OpenError::Open(_) | OpenError::Migrate(_))) => {
            let remedy = error.remedy("--database-url").unwrap_or_else(|| "choose another one".to_owned());
            format!("the backup: {error}; {remedy}")
        }
        other => format!("the backup: {other}"),
    }
}

impl RestoreError {
    /// Names the backup and not the copy, which nobody knows.
    fn of_backup(self, backup: &Path) -> Self {
        match self {
            Self::Backup(CheckError::Foreign(_)) => {
                Self::Backup(CheckError::Open(OpenError::Foreign { path: backup.to_owned() }))
            }
            Self::Backup(CheckError::Open(error)) => Self::Backup(CheckError::Open(error.of_original(backup))),
            other => other,
        }
    }
}

impl From<OpenError> for RestoreError {
    fn from(error: OpenError) -> Self {
        Self::Backup(error.into())
    }
}

impl From<DbError> for RestoreError {
    fn from(error: DbError) -> Self {
        Self::Backup(OpenError::from(error).into())
    }
}

/// Puts a copy of the backup in the place of the database, which is kept under another name. No server may run on it.
/// What was ended since the backup (sessions, reset tokens, devices, changes of address) has ended in it, too.
///
/// # Errors
/// [`RestoreError`]; the database and the backup are as they were.
pub async fn restore(config: &DatabaseConfig, backup: &Path, now: Timestamp) -> Result<Restored, RestoreError> {
    let target = target(config)?;
    let fault = |path: &Path, source| RestoreError::File { path: path.to_owned(), source };
    if is_same_file(backup, &target) {
        return Err(RestoreError::Itself(backup.to_owned()));
    }
    if sqlite::beside(backup, "-wal").metadata().is_ok_and(|log| log.len() > 0) {
        return Err(RestoreError::HasLog(backup.to_owned()));
    }
    let mut source = File::open(backup).map_err(|source| fault(backup, source))?;
    if source.metadata().map_err(|source| fault(backup, source))?.is_dir() {
        return Err(fault(backup, io::ErrorKind::IsADirectory.into()));
    }
    let held = match hold(&target).map_err(|source| fault(&target, source))? {
        Hold::Taken => return Err(RestoreError::InUse(target)),
        held => held,
    };
    // Where there was none, a server may make one meanwhile, which is not replaced.
    let copy = NewFile::begin(&target, held.file().is_some()).map_err(|source| fault(&target, source))?;
    let written =
        OpenOptions::new().write(true).open(copy.part()).and_then(|mut file| io::copy(&mut source, &mut file));
    written.map_err(|source| fault(&target, source))?;
    let (users, sessions) = make_ready(copy.part()).await.map_err(|error| error.of_backup(backup))?;
    let Replaced { kept } = replace(copy, &target, &held, now).map_err(|source| fault(&target, source))?;
    drop(held);
    Ok(Restored { users, sessions, replaced: kept })
}

fn target(config: &DatabaseConfig) -> Result<PathBuf, RestoreError> {
    match config.url.engine() {
        Some(EngineKind::Postgres) => Err(RestoreError::NotSqlite),
        _ if sqlite::is_in_memory(config.url.expose()) => Err(RestoreError::InMemory),
        _ => {
            let path = sqlite::path(config).map_err(RestoreError::Target)?;
            // SQLite keeps its log beside the file, not beside a link to it.
            Ok(path.canonicalize().unwrap_or(path))
        }
    }
}

/// Checks a copy of a backup, brings it to this version's schema, and ends what must not begin again. Answers how many
/// users it has, and how many sessions it had.
async fn make_ready(copy: &Path) -> Result<(u64, u64), RestoreError> {
    let config = DatabaseConfig { create: false, ..DatabaseConfig::new(DatabaseUrl::of_file(copy)) };
    let users = check_database(&config).await?.users;
    let db = Db::open(&config).await?;
    let ended = db.run(Scope::Transaction, &EndEverything).await;
    // Closed in any case: it folds the log into the file, and takes it away. Where it could not, it says nothing, and what
    // has ended would go on.
    db.close().await;
    let ended = ended?;
    let [log, index] = ["-wal", "-shm"].map(|ending| sqlite::beside(copy, ending));
    if log.exists() {
        _ = (fs::remove_file(&log), fs::remove_file(index));
        let source = io::Error::other("it could not be written to the end");
        return Err(RestoreError::File { path: copy.to_owned(), source });
    }
    Ok((users, ended))
}

/// What a backup must not bring back. A sign-up that waits to be confirmed is nobody's yet, and may go on; its mail can
/// be asked for again.
struct EndEverything;

const ENDED: [&str; 5] = [
    "DELETE FROM password_reset_tokens",
    // Those of who has an account: changes of address.
    "DELETE FROM email_confirmations WHERE EXISTS (SELECT 1 FROM users WHERE users.id = email_confirmations.user_id)",
    "DELETE FROM devices",
    "DELETE FROM limits",
    // They have been sent since, or would come too late.
    "DELETE FROM outbox",
];

impl Work for EndEverything {
    type Done = u64;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<u64, sqlx::Error> {
        for statement in ENDED {
            connection.execute(&sql(statement).scanning()).await?;
        }
        connection.execute(&sql("DELETE FROM sessions").scanning()).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::{ConnectOptions, Connection as _, migrate::Migrator, sqlite::SqliteConnectOptions};
    use std::fs;

    #[tokio::test]
    async fn an_older_backup_is_brought_to_this_versions_schema() {
        let directory = tempfile::tempdir().unwrap();
        let [backup, database] = ["backup.db", "x.db"].map(|name| directory.path().join(name));
        let options = SqliteConnectOptions::new().filename(&backup).create_if_missing(true);
        let mut connection = options.connect().await.unwrap();
        let first: Vec<_> = sqlx::migrate!("./migrations/sqlite").iter().take(1).cloned().collect();
        Migrator::with_migrations(first).run_direct(None, &mut connection, false).await.unwrap();
        connection.close().await.unwrap();
        let before = fs::read(&backup).unwrap();
        let config = DatabaseConfig::new(DatabaseUrl::of_file(&database));
        let restored = restore(&config, &backup, Timestamp::from_millis(0)).await.unwrap();
        assert_eq!(restored, Restored { users: 0, sessions: 0, replaced: None });
        let checked = check_database(&config).await.unwrap();
        assert!(checked.schema == checked.ours && checked.ours > 1, "{checked:?}");
        assert!(fs::read(&backup).unwrap() == before, "the backup was changed");
    }
}
