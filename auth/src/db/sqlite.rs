//! Everything that is special about SQLite: connecting, transactions, migrations, its error codes.
//!
//! SQLite lets one connection write and any number read at the same time. So does [`Database`]: one writer, which every
//! change waits for in turn, and a few read-only connections, which never wait for the writer.

mod file;
mod inspection;

pub(super) use inspection::inspect;

use super::{
    OpenError, Scope,
    error::Meaning,
    statement::Connection,
    work::{BoxFuture, Work},
};
use crate::{DatabaseConfig, meters::Stopwatch, token::jitter};
use file::File;
use sqlx::{
    Connection as _, Sqlite, SqlitePool,
    migrate::Migrator,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{error::Error as StdError, fs::OpenOptions, io, path::Path, str::FromStr, sync::Arc, time::Duration};
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
    file: Arc<File>,
}

/// Opens the database. Setting up the write-ahead log fails at once, however patient the connection is, where somebody
/// else is doing the same or taking it down (sqlite.org/c3ref/busy_handler.html: a handler is not asked where waiting
/// could end in a deadlock). So it is begun anew, for as long as a statement may wait.
pub(super) async fn open(config: &DatabaseConfig) -> Result<Database, OpenError> {
    let deadline = Instant::now() + config.statement_timeout;
    loop {
        match open_once(config).await {
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
    let file = match in_memory {
        true => File::in_memory(),
        false => File::at(options.get_filename().to_owned()).await,
    };
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
    Ok(Database { writer, readers, file: Arc::new(file) })
}

/// The number of this version's last migration.
pub(super) fn version() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or_default()
}

impl Database {
    pub(super) async fn run<W: Work>(
        &self,
        scope: Scope,
        work: &W,
        stopwatch: Stopwatch,
    ) -> Result<W::Done, sqlx::Error> {
        let done = self.run_once(scope, work, stopwatch).await;
        done.inspect_err(|error| self.file.note(error))
    }

    async fn run_once<W: Work>(
        &self,
        scope: Scope,
        work: &W,
        mut stopwatch: Stopwatch,
    ) -> Result<W::Done, sqlx::Error> {
        let mut connection = acquire(if scope == Scope::Read { &self.readers } else { &self.writer }).await?;
        stopwatch.acquired();
        match scope {
            Scope::Read | Scope::Write => work.on(&mut Connection::Sqlite(&mut connection)).await,
            Scope::Transaction => {
                let mut transaction = connection.begin_with(BEGIN).await?;
                let done = work.on(&mut Connection::Sqlite(&mut transaction)).await?;
                transaction.commit().await?;
                Ok(done)
            }
        }
    }

    /// See [`Db::is_in_place`](super::Db::is_in_place).
    pub(super) async fn is_in_place(&self) -> bool {
        self.file.is_in_place().await
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

fn is_in_memory(url: &str) -> bool {
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
mod tests;
