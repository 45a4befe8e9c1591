//! Everything that is special about SQLite: connecting, transactions, migrations, its error codes.
//!
//! SQLite lets one connection write and any number read at the same time. So does [`Database`]: one writer, which every
//! change waits for in turn, and a few read-only connections, which never wait for the writer.

mod backup;
mod check;
mod file;
mod inspection;

pub(super) use backup::{copy, source};
pub(super) use check::check;
pub(super) use file::{beside, path};
pub(super) use inspection::inspect;

use super::{
    OpenError, Scope,
    error::Meaning,
    statement::Connection,
    work::{BoxFuture, Work},
};
use crate::{DatabaseConfig, token::jitter};
use file::{create_private, file_id};
use sqlx::{
    Connection as _, Sqlite, SqlitePool,
    migrate::Migrator,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{error::Error as StdError, str::FromStr, time::Duration};
use tokio::time::{Instant, sleep};

static MIGRATOR: Migrator = sqlx::migrate!("./migrations/sqlite");

/// Older versions can corrupt a database when two connections checkpoint and write at once (SQLite 3.51.3 release log,
/// "WAL-reset" defect).
const OLDEST_SAFE_SQLITE: &str = "3.51.3";
/// The longest pause before opening is tried again. Random, so that two don't meet again.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);
/// Readers, unless the settings say otherwise.
const READERS: u32 = 4;
/// A plain `BEGIN` would take the write lock only at the first write, and fail there at once if somebody else wrote
/// since the first read.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// An open SQLite database.
#[derive(Clone, Debug)]
pub(super) struct Database {
    writer: SqlitePool,
    readers: SqlitePool,
}

/// Opens the database. Setting up the write-ahead log fails at once, however patient the connection is, where somebody
/// else is doing the same or taking it down (sqlite.org/c3ref/busy_handler.html: a handler is not asked where waiting
/// could end in a deadlock). So it is begun anew, for as long as a statement may wait. So it is when a restore has put
/// another file in the place of the one that was waited for.
pub(super) async fn open(config: &DatabaseConfig) -> Result<Database, OpenError> {
    let (deadline, path) = (Instant::now() + config.statement_timeout, path(config)?);
    loop {
        let found = file_id(&path);
        let opened = open_once(config).await;
        let is_replaced = found.is_some() && file_id(&path) != found;
        match opened {
            Ok(database) if is_replaced => database.close().await,
            Err(_) if is_replaced => {}
            Err(OpenError::Open(error)) if is_busy(&*error) && Instant::now() < deadline => {
                sleep(jitter(LONGEST_PAUSE)).await;
            }
            opened => return opened,
        }
    }
}

/// Opens the writer, then the readers, which need the file and its write-ahead log to exist.
async fn open_once(config: &DatabaseConfig) -> Result<Database, OpenError> {
    let url = config.url.expose();
    let options = options(config)?;
    let in_memory = is_in_memory(url);
    if !in_memory && config.create {
        create_private(options.get_filename())?;
    }
    let writer = pool(config, 1).connect_with(options.clone()).await?;
    check_version(&writer).await?;
    migrate(&writer).await?;
    // A database in memory belongs to one connection; it reads and writes in turn.
    let readers = match in_memory {
        true => writer.clone(),
        false => {
            let readers = config.connections.map_or(READERS, u32::from);
            // To optimise is to write: a reader that failed at it would not close in order, and the log would stay.
            let options = options.read_only(true).optimize_on_close(false, None);
            pool(config, readers).connect_with(options).await?
        }
    };
    Ok(Database { writer, readers })
}

impl Database {
    pub(super) async fn run<W: Work>(&self, scope: Scope, work: &W) -> Result<W::Done, sqlx::Error> {
        match scope {
            Scope::Read => work.on(&mut Connection::Sqlite(&mut *acquire(&self.readers).await?)).await,
            Scope::Write => work.on(&mut Connection::Sqlite(&mut *acquire(&self.writer).await?)).await,
            Scope::Transaction => {
                let mut connection = acquire(&self.writer).await?;
                let mut transaction = connection.begin_with(BEGIN).await?;
                let done = work.on(&mut Connection::Sqlite(&mut transaction)).await?;
                transaction.commit().await?;
                Ok(done)
            }
        }
    }

    /// See [`Db::occupy`](super::Db::occupy).
    #[cfg(feature = "test-support")]
    pub(super) async fn occupy(&self) -> super::Occupied {
        super::Occupied::all_of(&[&self.writer, &self.readers]).await
    }

    pub(super) async fn close(&self) {
        // Readers first: the last connection to close folds the write-ahead log into the database file.
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Boxed here, once, because connecting is much code, which the compiler would otherwise repeat wherever a future of
/// this service is awaited.
#[inline(never)]
fn acquire(pool: &SqlitePool) -> BoxFuture<'_, Result<PoolConnection<Sqlite>, sqlx::Error>> {
    Box::pin(pool.acquire())
}

/// What SQLite's result codes mean. The lowest byte is the kind, the others say more (sqlite.org/rescode.html).
pub(super) fn meaning(code: &str) -> Meaning {
    match code.parse::<u32>().map(|code| code & 0xff) {
        // BUSY, LOCKED: held by another process for longer than we wait. FULL: no space left on the disk.
        Ok(5 | 6 | 13) => Meaning::Unavailable,
        _ => Meaning::Fault,
    }
}

/// SQLITE_BUSY, in any of its extended forms: somebody else holds a lock.
fn is_busy(error: &(dyn StdError + Send + Sync + 'static)) -> bool {
    let code = error.downcast_ref().and_then(sqlx::Error::as_database_error).and_then(|error| error.code());
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}

/// Brings the schema to this version in one transaction, so that it happens wholly or not at all. Whoever starts at the
/// same time waits for it, and finds nothing left to do.
async fn migrate(writer: &SqlitePool) -> Result<(), OpenError> {
    let mut transaction = writer.begin_with(BEGIN).await?;
    MIGRATOR.run_direct(None, &mut *transaction, false).await?;
    Ok(transaction.commit().await?)
}

pub(super) fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

fn options(config: &DatabaseConfig) -> Result<SqliteConnectOptions, OpenError> {
    let url = config.url.expose();
    let refuse = |reason: &str| config.url.refuse(reason);
    let path = url.strip_prefix("sqlite:").ok_or_else(|| refuse("it does not begin with sqlite:"))?;
    if path.trim_start_matches("//").split('?').next().is_none_or(str::is_empty) {
        return Err(refuse("it names no file"));
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|error| refuse(&error.to_string()))?;
    Ok(options
        .create_if_missing(config.create)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an answered sign-up survives a power cut. NORMAL could lose the last commits in WAL mode.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(config.statement_timeout)
        .pragma("temp_store", "MEMORY")
        .optimize_on_close(true, None))
}

/// Connections live as long as the process: a local file never drops them, and a database in memory is one.
fn pool(config: &DatabaseConfig, connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(config.acquire_timeout)
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
    use crate::db::{error, statement::sql, work::Execute};

    fn config_in(directory: &tempfile::TempDir) -> DatabaseConfig {
        DatabaseConfig::new(format!("sqlite:{}", directory.path().join("x.db").display()))
    }

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
            let error = options(&DatabaseConfig::new(url)).unwrap_err().to_string();
            assert!(error.contains(url) && error.contains("sqlite:PATH"), "{error}");
        }
    }

    #[tokio::test]
    async fn the_writer_is_durable_and_readers_can_not_write() {
        let dir = tempfile::tempdir().unwrap();
        let Database { writer, readers } = open(&config_in(&dir)).await.unwrap();
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
        let (ours, theirs) = (open(&config_in(&dir)).await.unwrap(), open(&config_in(&dir)).await.unwrap());
        sqlx::query("PRAGMA busy_timeout = 0").execute(&theirs.writer).await.unwrap();
        let transaction = ours.writer.begin_with(BEGIN).await.unwrap();
        let change = Execute(sql("DELETE FROM users"));
        let refused = theirs.run(Scope::Transaction, &change).await.unwrap_err();
        assert_eq!(error::meaning(&refused, meaning), Meaning::Unavailable, "{refused}");
        transaction.commit().await.unwrap();
        theirs.run(Scope::Transaction, &change).await.unwrap();
    }

    #[tokio::test]
    async fn a_database_in_memory_is_read_where_it_is_written() {
        for url in ["sqlite::memory:", "sqlite://x?mode=memory"] {
            let Database { readers, .. } = open(&DatabaseConfig::new(url)).await.unwrap();
            let users: i64 = sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(&readers).await.unwrap();
            assert_eq!(users, 0, "{url}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_its_owner_may_read_the_database() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let Database { writer, .. } = open(&config_in(&dir)).await.unwrap();
        sqlx::query("DELETE FROM users").execute(&writer).await.unwrap();
        for name in ["x.db", "x.db-wal", "x.db-shm"] {
            let mode = dir.path().join(name).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}
