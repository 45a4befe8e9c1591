//! Looking at a SQLite file without changing it, or those beside it.

use super::{SOUND, beside, file::check_that_nothing_is_left, is_in_memory, options, version};
use crate::{
    DatabaseConfig,
    db::{OpenError, inspection, inspection::DatabaseState, statement::Connection},
    new_file::directory_of,
};
use sqlx::{ConnectOptions, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{fs, fs::OpenOptions, io, path::Path, str::FromStr, time::SystemTime};

const FIND_TABLE: &str = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1";
/// How many tables there are, and how many of those that every version of ours makes first.
const COUNT_TABLES: &str = "SELECT count(*), count(*) FILTER (WHERE name = '_sqlx_migrations')
                            FROM sqlite_master WHERE type = 'table'";
/// A file up to this size is read whole before it is opened, which takes a few milliseconds. What is larger is read
/// whole while the service runs.
const SMALL: u64 = 1024 * 1024;
/// How often a look is begun anew that says what can't be, because somebody changed the file meanwhile.
const LOOKS: u32 = 20;

/// What tells that nobody has changed a file between two looks at it.
#[derive(PartialEq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    has_log: bool,
}

/// See [`inspect_database`](inspection::inspect_database).
pub(in crate::db) async fn inspect(config: &DatabaseConfig) -> Result<DatabaseState, OpenError> {
    let path = options(config)?.get_filename().to_owned();
    if is_in_memory(config.url.expose()) {
        return Ok(DatabaseState::InMemory);
    }
    if !path.try_exists().map_err(unreadable)? {
        check_that_nothing_is_left(&path)?;
        return Ok(DatabaseState::Missing { directory: directory_of(&path).to_owned() });
    }
    examine(config, &path).await
}

/// What stands in a file that is there. To read beside the write-ahead log is to make it where it is missing; nobody has
/// the file open then, so that it is read as one that does not change. Where it did all the same, what was read is worth
/// nothing.
pub(super) async fn examine(config: &DatabaseConfig, path: &Path) -> Result<DatabaseState, OpenError> {
    check_access(path)?;
    let mut looks = 1;
    loop {
        let before = stamp(path)?;
        let seen = look(config, path, &before).await;
        match seen {
            Err(_) if looks < LOOKS && stamp(path)? != before => looks += 1,
            _ => return seen.map_err(|error| error.of_file(path)),
        }
    }
}

async fn look(config: &DatabaseConfig, path: &Path, stamp: &Stamp) -> Result<DatabaseState, OpenError> {
    if stamp.bytes == 0 {
        return Err(OpenError::EmptyFile { path: path.to_owned() });
    }
    let options = SqliteConnectOptions::from_str(config.url.expose())?.read_only(true);
    let options = options.busy_timeout(config.statement_timeout).immutable(!stamp.has_log);
    let mut connection = options.connect().await?;
    let state = state(&mut connection, path, stamp).await;
    connection.close().await?;
    state
}

async fn state(connection: &mut SqliteConnection, path: &Path, stamp: &Stamp) -> Result<DatabaseState, OpenError> {
    let tables: (i64, i64) = sqlx::query_as(COUNT_TABLES).fetch_one(&mut *connection).await?;
    if tables.0 > 0 && tables.1 == 0 {
        return Err(OpenError::Foreign { path: path.to_owned() });
    }
    if stamp.bytes <= SMALL {
        let found: String = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut *connection).await?;
        if found != SOUND {
            return Err(OpenError::Damaged { path: path.to_owned(), reason: found });
        }
    }
    inspection::state(Connection::Sqlite(connection), FIND_TABLE, version()).await
}

fn stamp(path: &Path) -> Result<Stamp, OpenError> {
    let metadata = fs::metadata(path).map_err(unreadable)?;
    Ok(Stamp { bytes: metadata.len(), modified: metadata.modified().ok(), has_log: beside(path, "-wal").exists() })
}

/// The service has to write to it. This only opens it.
fn check_access(path: &Path) -> Result<(), OpenError> {
    match OpenOptions::new().read(true).write(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
            Err(OpenError::NotWritable { path: path.to_owned(), reason: error.to_string() })
        }
        Err(error) => Err(unreadable(error)),
    }
}

fn unreadable(error: io::Error) -> OpenError {
    OpenError::Open(Box::new(error))
}
