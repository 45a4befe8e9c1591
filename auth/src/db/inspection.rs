//! Looking at a database without changing it: nothing is made, nothing is migrated, nobody waits for us.

use super::{
    OpenError, postgres, sqlite,
    statement::{Connection, sql},
};
use crate::{DatabaseConfig, config::EngineKind};
use std::path::PathBuf;

/// What stands where a database is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseState {
    /// Nothing that outlives the process: it is in memory.
    InMemory,
    /// Nothing yet. The first start makes the file in this directory.
    Missing {
        /// The directory.
        directory: PathBuf,
    },
    /// A database without any table of ours. The first start makes them.
    Empty,
    /// Tables of ours, with the schema of this version or another.
    Schema {
        /// The number of the last migration that was made there.
        found: i64,
        /// That of this version.
        ours: i64,
    },
}

/// Looks what stands where a database is to be.
///
/// # Errors
/// [`OpenError`] when it can't be reached or opened, or is an unfinished copy.
pub async fn inspect_database(config: &DatabaseConfig) -> Result<DatabaseState, OpenError> {
    match config.url.engine() {
        Some(EngineKind::Sqlite) => sqlite::inspect(config).await,
        Some(EngineKind::Postgres) => postgres::inspect(config).await,
        None => Err(config.url.refuse("no engine has this name")),
    }
}

/// The state of a database that is there. `find_table` is the engine's query for whether a table of this name exists.
pub(super) async fn state(
    mut connection: Connection<'_>,
    find_table: &'static str,
    ours: i64,
) -> Result<DatabaseState, OpenError> {
    let connection = &mut connection;
    if !has_table(connection, find_table, "_sqlx_migrations").await? {
        return Ok(DatabaseState::Empty);
    }
    let found: Option<(Option<i64>,)> =
        connection.fetch_optional(&sql("SELECT max(version) FROM _sqlx_migrations")).await?;
    let Some((Some(found),)) = found else { return Ok(DatabaseState::Empty) };
    if has_table(connection, find_table, "unfinished_moves").await? {
        let source = connection.fetch_optional(&sql("SELECT source FROM unfinished_moves")).await?;
        if let Some((source_url,)) = source {
            return Err(OpenError::UnfinishedMove { source_url });
        }
    }
    Ok(DatabaseState::Schema { found, ours })
}

async fn has_table(
    connection: &mut Connection<'_>,
    find_table: &'static str,
    name: &'static str,
) -> Result<bool, sqlx::Error> {
    let row: Option<(i64,)> = connection.fetch_optional(&sql(find_table).bind(name)).await?;
    Ok(row.is_some_and(|(tables,)| tables > 0))
}
