//! Bringing a PostgreSQL schema to this version, with other instances doing the same at the same time.

use super::meaning;
use crate::{
    DatabaseConfig,
    db::{OpenError, error::Meaning},
};
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, migrate::Migrator, postgres::PgConnectOptions};
use std::time::Duration;
use tokio::time::timeout;

/// How often an instance tries to migrate while others that start at the same time get in its way.
const MIGRATION_TRIES: u32 = 10;
/// The longest that a start waits for the schema, be it for its own work or for another instance's.
const MIGRATION_DEADLINE: Duration = Duration::from_secs(10 * 60);
/// PostgreSQL's code for a table that is not there.
const UNDEFINED_TABLE: &str = "42P01";

/// Brings the schema to this version, again where another instance got in the way, and not for ever.
pub(super) async fn migrate(options: &PgConnectOptions, config: &DatabaseConfig) -> Result<(), OpenError> {
    let mut tries = 1;
    let migrated = timeout(MIGRATION_DEADLINE, async {
        loop {
            match migrate_once(options, config).await {
                Err(error) if tries < MIGRATION_TRIES && got_in_the_way(&error) => tries += 1,
                migrated => return migrated,
            }
        }
    });
    migrated.await.unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut.into()))
}

/// One try, on a connection of its own and in one transaction, so that it happens wholly or
/// not at all. Whoever starts at the same time waits in line at a row, and finds nothing left to do.
async fn migrate_once(options: &PgConnectOptions, config: &DatabaseConfig) -> Result<(), OpenError> {
    let connecting = timeout(config.acquire_timeout, options.connect()).await;
    let mut connection = connecting.map_err(|_| sqlx::Error::PoolTimedOut)??;
    make_lock(&mut connection).await?;
    // Whoever has waited in line must see what was done meanwhile, so the server's default isolation does not do.
    let mut transaction = connection.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?;
    transaction
        .execute(
            // An instance that hangs in the middle must not keep all others from starting. A pooler's connections come
            // with the statements that others prepared, under the names that we would use.
            "SET LOCAL idle_in_transaction_session_timeout = '60s'; SET LOCAL client_min_messages = 'warning';
             DEALLOCATE ALL",
        )
        .await?;
    transaction.execute("SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE").await?;
    let migrated = migrator().run_direct(None, &mut *transaction, false).await;
    migrated.map_err(|error| OpenError::of_migration(error, version()))?;
    transaction.execute("DEALLOCATE ALL").await?;
    transaction.commit().await?;
    Ok(connection.close().await?)
}

/// The number of this version's last migration.
pub(in crate::db) fn version() -> i64 {
    migrator().iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Without sqlx's own lock, which is an advisory one: distributed engines have none, and a pooler would lose it.
fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!("./migrations/postgres");
    migrator.set_locking(false);
    migrator
}

/// Makes the row that starting instances wait in line at, unless it is there.
async fn make_lock(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    match connection.fetch_optional("SELECT id FROM migration_lock WHERE id = 1").await {
        Ok(Some(_)) => return Ok(()),
        Err(sqlx::Error::Database(error)) if error.code().as_deref() != Some(UNDEFINED_TABLE) => {
            return Err(sqlx::Error::Database(error));
        }
        Ok(None) | Err(sqlx::Error::Database(_)) => {}
        Err(error) => return Err(error),
    }
    connection
        .execute(
            "CREATE TABLE IF NOT EXISTS migration_lock (id BIGINT NOT NULL PRIMARY KEY);
             INSERT INTO migration_lock (id) VALUES (1) ON CONFLICT (id) DO NOTHING;",
        )
        .await
        .map(drop)
}

/// Whether another instance did the same at the same moment. `IF NOT EXISTS` does not help two that look before either
/// has made the table: one of them fails with unique_violation in the catalogue, duplicate_table, duplicate_object (the
/// table's type), or "tuple concurrently updated", which has no code of its own.
fn got_in_the_way(error: &OpenError) -> bool {
    let OpenError::Open(error) = error else { return false };
    let Some(sqlx::Error::Database(error)) = error.downcast_ref() else { return false };
    let Some(code) = error.code() else { return false };
    meaning(&code) == Meaning::Conflict || matches!(&*code, "23505" | "42P07" | "42710" | "XX000")
}
