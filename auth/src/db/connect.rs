//! Connecting to SQLite: everything that is special about this engine.

use super::OpenError;
use sqlx::{
    SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{str::FromStr, time::Duration};

static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// Older versions can corrupt a database when two connections checkpoint and write at once (SQLite 3.51.3 release log,
/// "WAL-reset" defect).
const OLDEST_SAFE_SQLITE: &str = "3.51.3";
/// How long a statement waits for a lock that another process holds, and a request for the writer.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const READERS: u32 = 4;

/// Opens the writer, then the readers, which need the file and its write-ahead log to exist.
pub(super) async fn open(url: &str) -> Result<(SqlitePool, SqlitePool), OpenError> {
    let options = options(url)?;
    let writer = pool(1).connect_with(options.clone()).await?;
    check_version(&writer).await?;
    MIGRATOR.run(&writer).await?;
    // A database in memory belongs to one connection; it reads and writes in turn.
    let readers = if url.contains(":memory:") {
        writer.clone()
    } else {
        pool(READERS).connect_with(options.read_only(true)).await?
    };
    Ok((writer, readers))
}

fn options(url: &str) -> Result<SqliteConnectOptions, OpenError> {
    if !url.starts_with("sqlite:") {
        return Err(OpenError::Url { url: url.to_owned(), reason: "it does not begin with sqlite:".to_owned() });
    }
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| OpenError::Url { url: url.to_owned(), reason: error.to_string() })?;
    Ok(options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an answered sign-up survives a power cut. NORMAL could lose the last commits in WAL mode.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("temp_store", "MEMORY")
        .optimize_on_close(true, None))
}

/// Connections live as long as the process: a local file never drops them, and a database in memory is one.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(BUSY_TIMEOUT)
        .test_before_acquire(false)
}

async fn check_version(pool: &SqlitePool) -> Result<(), OpenError> {
    let found: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?;
    if is_at_least(&found, OLDEST_SAFE_SQLITE) {
        Ok(())
    } else {
        Err(OpenError::OldSqlite { found, needed: OLDEST_SAFE_SQLITE })
    }
}

fn is_at_least(found: &str, needed: &str) -> bool {
    let numbers = |version: &str| version.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u32>>();
    numbers(found) >= numbers(needed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(is_at_least("3.51.3", "3.51.3"));
        assert!(is_at_least("3.100.0", "3.51.3"));
        assert!(!is_at_least("3.51.2", "3.51.3"));
        assert!(!is_at_least("3.9.9", "3.51.3"));
    }

    #[test]
    fn other_engines_are_refused_by_name() {
        let error = options("mysql://localhost/x").unwrap_err().to_string();
        assert!(error.contains("mysql://localhost/x") && error.contains("sqlite:PATH"), "{error}");
    }

    #[tokio::test]
    async fn the_writer_is_durable_and_readers_can_not_write() {
        let dir = tempfile::tempdir().unwrap();
        let (writer, readers) = open(&format!("sqlite:{}", dir.path().join("x.db").display())).await.unwrap();
        let pragma = async |name: &'static str| sqlx::query_scalar::<_, String>(name).fetch_one(&writer).await.unwrap();
        assert_eq!(pragma("SELECT journal_mode FROM pragma_journal_mode").await, "wal");
        assert_eq!(pragma("SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous").await, "2", "FULL");
        assert_eq!(pragma("SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys").await, "1");
        let refused = sqlx::query("DELETE FROM users").execute(&readers).await.unwrap_err().to_string();
        assert!(refused.contains("readonly"), "{refused}");
    }
}
