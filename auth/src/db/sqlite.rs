//! Everything that is special about SQLite: connecting, transactions, migrations, its error codes.
//!
//! SQLite lets one connection write and any number read at the same time. So does [`Database`]: one [`Writer`], which
//! every change waits for in turn, and a few read-only connections, which never wait for it.

mod backup;
mod check;
mod codes;
mod file;
mod inspection;
mod options;
mod place;
mod wal_index;
mod writer;

pub(super) use backup::{copy, source};
pub(super) use check::check;
pub(super) use codes::{CANT_OPEN, CORRUPT, NOT_A_DATABASE, READ_ONLY, is_of_files, meaning, primary_code};
pub(super) use file::{beside, path};
pub(super) use inspection::inspect;
pub(super) use options::is_in_memory;
pub(super) use wal_index::{WalIndex, WalState};

use super::{
    OpenError, Scope,
    statement::Connection,
    work::{BoxFuture, Work},
};
use crate::{DatabaseConfig, meters::Stopwatch, token::jitter};
use codes::is_busy;
use options::{check_version, options, pool};
use place::{Place, identity};
use sqlx::{
    Connection as _, Sqlite, SqlitePool, migrate::Migrator, pool::PoolConnection, sqlite::SqliteConnectOptions,
};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};
use writer::Writer;

static MIGRATOR: Migrator = sqlx::migrate!("./migrations/sqlite");

/// What SQLite's checks answer where they find nothing.
pub(super) const SOUND: &str = "ok";
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
    writer: Writer,
    readers: SqlitePool,
    /// Nowhere, for one in memory.
    place: Option<Arc<Place>>,
    /// Nowhere, either; nor where it can't be read.
    wal_index: Option<Arc<WalIndex>>,
}

/// Opens the database. Setting up the write-ahead log fails at once, however patient the connection is, where somebody
/// else is doing the same or taking it down (sqlite.org/c3ref/busy_handler.html: a handler is not asked where waiting
/// could end in a deadlock). So it is begun anew, for as long as a statement may wait. So it is when a restore has put
/// another file in the place of the one that was waited for.
pub(super) async fn open(config: &DatabaseConfig) -> Result<Database, OpenError> {
    let path = path(config)?;
    open_patiently(config, &path).await.map_err(|error| error.of_file(&path))
}

async fn open_patiently(config: &DatabaseConfig, path: &Path) -> Result<Database, OpenError> {
    let deadline = Instant::now() + config.statement_timeout;
    loop {
        let found = identity(path).ok();
        let opened = open_once(config).await;
        let is_replaced = found.is_some() && identity(path).ok() != found;
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
    let options = options(config)?;
    let (path, in_memory) = (options.get_filename().to_owned(), is_in_memory(config.url.expose()));
    if !in_memory {
        file::provide(config, &path).await?;
    }
    let pool = match in_memory {
        true => pool(config, 1),
        false => pool(config, 1).before_acquire(|connection, _| {
            // SQLite ends some transactions by itself, such as one for which there is no space; sqlx 0.9.0 goes on to
            // believe in them, and begins no other. A database in memory would go with its connection.
            let is_free = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_free) })
        }),
    };
    let writer = pool.connect_with(options.clone()).await?;
    check_version(&writer).await?;
    migrate(&writer).await?;
    let writer = Writer::new(writer, config.acquire_timeout);
    // A database in memory belongs to one connection; it reads and writes in turn.
    if in_memory {
        return Ok(Database { readers: writer.pool.clone(), writer, place: None, wal_index: None });
    }
    let place = Arc::new(Place::of(&path).map_err(sqlx::Error::Io)?);
    let readers = open_readers(config, options, Arc::clone(&place)).await?;
    Ok(Database { writer, readers, place: Some(place), wal_index: WalIndex::of(&path).ok() })
}

/// Opens all readers now: later there may be no descriptor left, or another file in this place.
async fn open_readers(
    config: &DatabaseConfig,
    options: SqliteConnectOptions,
    place: Arc<Place>,
) -> Result<SqlitePool, sqlx::Error> {
    let count = config.connections.map_or(READERS, u32::from);
    let options = options.read_only(true);
    let checked = pool(config, count).after_connect(move |_, _| {
        let found = place.check();
        Box::pin(async { found })
    });
    let readers = checked.connect_with(options).await?;
    let mut opened = Vec::new();
    for _ in 0..count {
        opened.push(readers.acquire().await?);
    }
    Ok(readers)
}

impl Database {
    pub(super) async fn run<W: Work>(
        &self,
        scope: Scope,
        work: &W,
        mut stopwatch: Stopwatch,
    ) -> Result<W::Done, sqlx::Error> {
        if scope == Scope::Read {
            let mut connection = acquire(&self.readers).await?;
            stopwatch.acquired();
            return work.on(&mut Connection::Sqlite(&mut connection)).await;
        }
        // Before, so that nothing is written where nobody finds it; and after, so that nobody is told it was kept.
        self.check_place()?;
        let done = self.writer.run(work, &mut stopwatch).await?;
        self.check_place()?;
        Ok(done)
    }

    /// What says whether anybody has changed the database.
    pub(super) fn wal_index(&self) -> Option<Arc<WalIndex>> {
        self.wal_index.clone()
    }

    /// See [`Db::is_in_place`](super::Db::is_in_place).
    pub(super) fn is_in_place(&self) -> bool {
        self.check_place().is_ok()
    }

    fn check_place(&self) -> Result<(), sqlx::Error> {
        self.place.as_ref().map_or(Ok(()), |place| place.check())
    }

    /// See [`Db::occupy`](super::Db::occupy).
    #[cfg(feature = "test-support")]
    pub(super) async fn occupy(&self) -> super::Occupied {
        super::Occupied::all_of(&[&self.writer.pool, &self.readers]).await
    }

    pub(super) async fn close(&self) {
        // Readers first: the last connection to close folds the write-ahead log into the database file.
        self.readers.close().await;
        self.writer.pool.close().await;
    }
}

/// Boxed here, once, because connecting is much code, which the compiler would otherwise repeat wherever a future of
/// this service is awaited.
#[inline(never)]
fn acquire(pool: &SqlitePool) -> BoxFuture<'_, Result<PoolConnection<Sqlite>, sqlx::Error>> {
    Box::pin(pool.acquire())
}

/// Brings the schema to this version in one transaction, so that it happens wholly or not at all. Whoever starts at the
/// same time waits for it, and finds nothing left to do.
async fn migrate(writer: &SqlitePool) -> Result<(), OpenError> {
    let mut transaction = writer.begin_with(BEGIN).await?;
    let migrated = MIGRATOR.run_direct(None, &mut *transaction, false).await;
    migrated.map_err(|error| OpenError::of_migration(error, version()))?;
    Ok(transaction.commit().await?)
}

/// The number of this version's last migration.
pub(super) fn version() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or_default()
}

#[cfg(test)]
mod tests;
