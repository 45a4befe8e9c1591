//! How the service connects to SQLite.

use crate::{DatabaseConfig, db::OpenError};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::str::FromStr;

/// Older versions can corrupt a database when two connections checkpoint and write at once (SQLite 3.51.3 release log,
/// "WAL-reset" defect).
const OLDEST_SAFE_SQLITE: &str = "3.51.3";
/// The write-ahead log keeps at most this many bytes when all of it is in the database file. That happens with every
/// 1,000 pages, unless a reader is in the way.
pub(super) const LARGEST_IDLE_LOG: u64 = 8 * 1024 * 1024;

pub(in crate::db) fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

pub(super) fn options(config: &DatabaseConfig) -> Result<SqliteConnectOptions, OpenError> {
    let url = config.url.expose();
    let refuse = |reason: &str| config.url.refuse(reason);
    let path = url.strip_prefix("sqlite:").ok_or_else(|| refuse("it does not begin with sqlite:"))?;
    if path.trim_start_matches("//").split('?').next().is_none_or(str::is_empty) {
        return Err(refuse("it names no file"));
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|error| refuse(&error.to_string()))?;
    let options = match options.get_filename().canonicalize() {
        Ok(path) => options.filename(path),
        // It is not there yet, or in memory.
        Err(_) => options,
    };
    Ok(options
        .create_if_missing(config.create)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an answered sign-up survives a power cut. NORMAL could lose the last commits in WAL mode.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(config.statement_timeout)
        // What a long reader let the log grow to is given back, once the log begins anew.
        .pragma("journal_size_limit", LARGEST_IDLE_LOG.to_string())
        .pragma("temp_store", "MEMORY"))
}

/// Connections live as long as the process: a local file never drops them, and a database in memory is one.
pub(super) fn pool(config: &DatabaseConfig, connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(config.acquire_timeout)
        .test_before_acquire(false)
}

pub(super) async fn check_version(pool: &SqlitePool) -> Result<(), OpenError> {
    let found: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?;
    if is_at_least(&found, OLDEST_SAFE_SQLITE) {
        Ok(())
    } else {
        Err(OpenError::OldSqlite { found, needed: OLDEST_SAFE_SQLITE })
    }
}

pub(super) fn is_at_least(found: &str, needed: &str) -> bool {
    let numbers = |version: &str| version.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u32>>();
    numbers(found) >= numbers(needed)
}
