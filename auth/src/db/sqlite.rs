//! Everything that is special about SQLite: connecting, transactions, the types.

use super::OpenError;
use sqlx::{
    SqliteConnection, SqlitePool, SqliteTransaction,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{fs::OpenOptions, io, path::Path, str::FromStr, time::Duration};

/// A set of connections.
pub(super) type Pool = SqlitePool;
/// One of them.
pub(super) type Connection = SqliteConnection;
/// Several statements, all or nothing.
pub(super) type Transaction = SqliteTransaction<'static>;

static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// Older versions can corrupt a database when two connections checkpoint and write at once (SQLite 3.51.3 release log,
/// "WAL-reset" defect).
const OLDEST_SAFE_SQLITE: &str = "3.51.3";
/// How long a statement waits for a lock that another process holds, and a request for the writer.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const READERS: u32 = 4;

/// Opens the writer, then the readers, which need the file and its write-ahead log to exist.
pub(super) async fn open(url: &str) -> Result<(Pool, Pool), OpenError> {
    let options = options(url)?;
    let in_memory = url.contains(":memory:") || url.contains("mode=memory");
    if !in_memory {
        create_private(options.get_filename())?;
    }
    let writer = pool(1).connect_with(options.clone()).await?;
    check_version(&writer).await?;
    MIGRATOR.run(&writer).await?;
    // A database in memory belongs to one connection; it reads and writes in turn.
    let readers = if in_memory { writer.clone() } else { pool(READERS).connect_with(options.read_only(true)).await? };
    Ok((writer, readers))
}

/// Begins a transaction that may read and then write. A plain `BEGIN` would take the write lock only at the first
/// write, and fail there at once if somebody else wrote since the first read.
pub(super) async fn begin(writer: &Pool) -> Result<Transaction, sqlx::Error> {
    writer.begin_with("BEGIN IMMEDIATE").await
}

/// Makes the file, if it is missing, for its owner alone. SQLite gives the files beside it the same permissions.
fn create_private(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            Err(OpenError::Create { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

fn options(url: &str) -> Result<SqliteConnectOptions, OpenError> {
    let refuse = |reason: String| OpenError::Url { url: url.to_owned(), reason };
    let path = url.strip_prefix("sqlite:").ok_or_else(|| refuse("it does not begin with sqlite:".to_owned()))?;
    if path.trim_start_matches("//").split('?').next().is_none_or(str::is_empty) {
        return Err(refuse("it names no file".to_owned()));
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|error| refuse(error.to_string()))?;
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

async fn check_version(pool: &Pool) -> Result<(), OpenError> {
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
    fn other_engines_and_no_file_are_refused_by_name() {
        for url in ["mysql://localhost/x", "sqlite:", "sqlite://", "sqlite://?mode=rwc", "bienvenue.db"] {
            let error = options(url).unwrap_err().to_string();
            assert!(error.contains(url) && error.contains("sqlite:PATH"), "{error}");
        }
    }

    #[tokio::test]
    async fn the_writer_is_durable_and_readers_can_not_write() {
        let dir = tempfile::tempdir().unwrap();
        let (writer, readers) = open(&format!("sqlite:{}", dir.path().join("x.db").display())).await.unwrap();
        let pragma = async |name: &'static str| sqlx::query_scalar::<_, String>(name).fetch_one(&writer).await.unwrap();
        assert_eq!(pragma("SELECT journal_mode FROM pragma_journal_mode").await, "wal");
        assert_eq!(pragma("SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous").await, "2", "FULL");
        assert_eq!(pragma("SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys").await, "1");
        assert_eq!(pragma("SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout").await, "5000");
        let refused = sqlx::query("DELETE FROM users").execute(&readers).await.unwrap_err().to_string();
        assert!(refused.contains("readonly"), "{refused}");
    }

    #[tokio::test]
    async fn a_transaction_takes_the_write_lock_before_it_reads() {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("x.db").display());
        let (ours, _) = open(&url).await.unwrap();
        let (theirs, _) = open(&url).await.unwrap();
        sqlx::query("PRAGMA busy_timeout = 0").execute(&theirs).await.unwrap();
        let transaction = begin(&ours).await.unwrap();
        let refused = begin(&theirs).await.map(drop).unwrap_err().to_string();
        assert!(refused.contains("locked"), "{refused}");
        transaction.commit().await.unwrap();
        begin(&theirs).await.unwrap();
    }

    #[tokio::test]
    async fn a_database_in_memory_is_read_where_it_is_written() {
        for url in ["sqlite::memory:", "sqlite://x?mode=memory"] {
            let (_, readers) = open(url).await.unwrap();
            let users: i64 = sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(&readers).await.unwrap();
            assert_eq!(users, 0, "{url}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_its_owner_may_read_the_database() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (writer, _) = open(&format!("sqlite:{}", dir.path().join("x.db").display())).await.unwrap();
        sqlx::query("DELETE FROM users").execute(&writer).await.unwrap();
        for name in ["x.db", "x.db-wal", "x.db-shm"] {
            let mode = dir.path().join(name).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}
