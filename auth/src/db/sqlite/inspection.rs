//! Looking at a SQLite file without changing it, or those beside it.

use super::{is_in_memory, options, version};
use crate::{
    DatabaseConfig,
    db::{OpenError, inspection, inspection::DatabaseState, statement::Connection},
};
use sqlx::{ConnectOptions, Connection as _, sqlite::SqliteConnectOptions};
use std::{fs::OpenOptions, path::Path, str::FromStr};

const FIND_TABLE: &str = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1";

/// See [`inspect_database`](inspection::inspect_database).
pub(in crate::db) async fn inspect(config: &DatabaseConfig) -> Result<DatabaseState, OpenError> {
    let url = config.url.expose();
    let path = options(config)?.get_filename().to_owned();
    if is_in_memory(url) {
        return Ok(DatabaseState::InMemory);
    }
    if !path.try_exists().map_err(unreadable)? {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return Ok(DatabaseState::Missing { directory: directory.to_owned() });
    }
    // The service has to write to it. This only opens it.
    OpenOptions::new().write(true).open(&path).map_err(unreadable)?;
    let options = SqliteConnectOptions::from_str(url)?.read_only(true).busy_timeout(config.statement_timeout);
    // To read beside the write-ahead log is to make it where it is missing. Then nobody has the file open, so that it
    // can be read as one that does not change.
    let mut log = path.into_os_string();
    log.push("-wal");
    let is_still = !Path::new(&log).exists();
    let mut connection = options.immutable(is_still).connect().await?;
    let state = inspection::state(Connection::Sqlite(&mut connection), FIND_TABLE, version()).await;
    connection.close().await?;
    state
}

fn unreadable(error: std::io::Error) -> OpenError {
    OpenError::Open(Box::new(error))
}
