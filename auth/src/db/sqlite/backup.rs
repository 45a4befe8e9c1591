//! Copying a SQLite file beside a server that writes to it.

use super::check::reader;
use crate::{
    DatabaseConfig,
    db::{CheckError, check::schema_of},
};
use sqlx::{Connection, SqliteConnection};
use std::{io, path::Path};

/// A database of ours to copy from, of whatever version.
pub(in crate::db) async fn source(config: &DatabaseConfig) -> Result<SqliteConnection, CheckError> {
    schema_of(config).await?;
    Ok(reader(config).await?)
}

/// Copies everything as one reader sees it into an empty file. A reader of a write-ahead log is in no writer's way; all
/// that it costs them is that the log grows meanwhile.
pub(in crate::db) async fn copy(mut source: SqliteConnection, target: &Path) -> Result<(), sqlx::Error> {
    let name = target.to_str().ok_or_else(|| sqlx::Error::Io(io::Error::other("its name is not UTF-8")))?;
    let copied = sqlx::query("VACUUM INTO $1").bind(name).execute(&mut source).await;
    source.close().await?;
    copied.map(drop)
}
