//! Reading a SQLite file whole, beside a server that may be writing to it.

use super::{
    SOUND,
    file::{beside, path},
};
use crate::{
    DatabaseConfig,
    db::{
        OpenError,
        check::{CheckError, count_users},
        statement::Connection,
    },
};
use sqlx::{
    ConnectOptions, Connection as _, Row, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteRow},
};
use std::str::FromStr;

/// See [`check_database`](crate::db::check_database). Answers how many users there are.
pub(in crate::db) async fn check(config: &DatabaseConfig) -> Result<u64, CheckError> {
    let mut connection = reader(config).await?;
    let checked = read(&mut connection).await;
    // Closed in any case, so that nothing stays beside the file that was not there.
    connection.close().await?;
    checked
}

async fn read(connection: &mut SqliteConnection) -> Result<u64, CheckError> {
    sqlx::query("PRAGMA query_only = ON").execute(&mut *connection).await?;
    let found: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut *connection).await?;
    CheckError::of_findings(found.into_iter().filter(|line| line != SOUND).collect())?;
    let strays = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut *connection).await?;
    CheckError::of_findings(strays.iter().map(stray).collect::<Result<_, _>>()?)?;
    Ok(count_users(Connection::Sqlite(connection)).await?)
}

/// A connection that makes no changes by itself. While a server has the file open, so is its write-ahead log, and what only reads
/// can read beside it. Where there is no log, SQLite makes one for as long as it reads, and takes it away again: which
/// needs the right to write, and lets a server that starts meanwhile go on as usual.
pub(super) async fn reader(config: &DatabaseConfig) -> Result<SqliteConnection, OpenError> {
    let path = path(config)?;
    let has_log = ["-wal", "-journal"].iter().any(|ending| beside(&path, ending).exists());
    let options =
        SqliteConnectOptions::from_str(config.url.expose())?.read_only(has_log).busy_timeout(config.statement_timeout);
    Ok(options.connect().await?)
}

/// A row that refers to one that is not there. It is not shown: it may name a person.
fn stray(row: &SqliteRow) -> Result<String, sqlx::Error> {
    let (table, parent): (String, String) = (row.try_get(0)?, row.try_get(2)?);
    Ok(format!("a row of {table} refers to one of {parent} that is not there"))
}
