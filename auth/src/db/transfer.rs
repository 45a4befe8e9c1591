//! A move copies everything from one database into another, empty one, of whichever engines they are.
//!
//! Rows go in the order of their keys, a page at a time, so that a move that was interrupted goes on behind the last
//! row that arrived. Until the copy has been compared with its source, nobody can serve from it.

mod claim;
mod rows;
mod tables;

use super::{DatabaseState, Db, DbError, OpenError, OpenFault, inspect_database};
use crate::DatabaseConfig;
use claim::Claimed;
use domain::Timestamp;
use std::error::Error as StdError;
use tables::{TABLES, Table};
use thiserror::Error;

/// What a move has done with one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The table.
    pub table: &'static str,
    /// Rows that are in the target by now.
    pub rows: u64,
    /// Rows that the source has.
    pub of: u64,
}

/// Why a database was not moved.
#[derive(Debug, Error)]
pub enum MoveError {
    /// There is no database to copy from.
    #[error("there is no database at {0} to copy from; check --from")]
    Missing(String),
    /// The database to copy from can't be opened.
    #[error("the database to copy from: {0}")]
    Source(#[source] OpenError),
    /// The database to copy into can't be opened.
    #[error("the database to copy into: {0}")]
    Target(#[source] OpenError),
    /// There is something in the target that a move did not put there.
    #[error("the database to copy into is not empty: it has {rows} rows in {table}; name an empty one")]
    NotEmpty {
        /// The first table that has rows.
        table: &'static str,
        /// How many.
        rows: u64,
    },
    /// The target has a part of another database.
    #[error("the database to copy into is an unfinished copy of {0}; finish that, or name an empty one")]
    OtherSource(String),
    /// The copy is not equal to its source.
    #[error(
        "{table} differs from its source ({source_rows} rows there, {target_rows} here): somebody wrote to one of \
         them meanwhile; stop every server, empty the database to copy into, and move again"
    )]
    Differs {
        /// The first table that differs.
        table: &'static str,
        /// Rows in the source.
        source_rows: u64,
        /// Rows in the target.
        target_rows: u64,
    },
    /// One of the databases failed on the way. The same move goes on from there.
    #[error("interrupted ({source}); run the same move-db again to go on")]
    Interrupted {
        /// Who or what has to change before.
        fault: OpenFault,
        /// What happened.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl From<DbError> for MoveError {
    fn from(error: DbError) -> Self {
        Self::Interrupted { fault: error.fault(), source: Box::new(error) }
    }
}

/// Copies all rows of `from` into `to` and compares the two, telling `progress` about each page. Nobody may serve from
/// either database meanwhile. Both are brought to this version's schema; else, the source is not changed.
///
/// # Errors
/// [`MoveError`]; the target can't be served from until the same move succeeds.
pub async fn move_database(
    from: &DatabaseConfig,
    to: &DatabaseConfig,
    now: Timestamp,
    mut progress: impl FnMut(Moved),
) -> Result<Vec<Moved>, MoveError> {
    if let DatabaseState::Missing { .. } = inspect_database(from).await.map_err(MoveError::Source)? {
        return Err(MoveError::Missing(from.url.to_string()));
    }
    let source = Db::open(from).await.map_err(MoveError::Source)?;
    let target = Db::open_any(to).await.map_err(MoveError::Target)?;
    match target.claim(from.url.identity(), now).await? {
        Claimed::Ours => {}
        Claimed::OtherSource(source) => return Err(MoveError::OtherSource(source)),
        Claimed::NotEmpty { table, rows } => return Err(MoveError::NotEmpty { table, rows }),
    }
    for table in &TABLES {
        copy(table, &source, &target, &mut progress).await?;
    }
    let mut moved = Vec::new();
    for table in &TABLES {
        moved.push(compare(table, &source, &target).await?);
    }
    target.release().await?;
    target.close().await;
    source.close().await;
    Ok(moved)
}

async fn copy(
    table: &'static Table,
    source: &Db,
    target: &Db,
    progress: &mut impl FnMut(Moved),
) -> Result<(), DbError> {
    let of = source.count(table).await?;
    let mut rows = target.count(table).await?;
    let mut last = target.last_key(table).await?;
    loop {
        progress(Moved { table: table.name, rows, of });
        let Some(page) = source.page(table, last).await? else { return Ok(()) };
        last = page.last_key;
        rows += page.len();
        target.insert(table, page).await?;
    }
}

/// A table, how many rows it has, and the SHA-256 of all their values.
#[cfg(feature = "test-support")]
pub type TableDigest = (&'static str, u64, [u8; 32]);

/// All tables that a move takes along, for comparing.
#[cfg(feature = "test-support")]
pub(super) async fn digests(db: &Db) -> Result<Vec<TableDigest>, DbError> {
    let mut digests = Vec::new();
    for table in &TABLES {
        let (rows, digest) = db.digest(table).await?;
        digests.push((table.name, rows, digest));
    }
    Ok(digests)
}

/// Compares all values of all rows by their digest.
async fn compare(table: &'static Table, source: &Db, target: &Db) -> Result<Moved, MoveError> {
    let (source_rows, wanted) = source.digest(table).await?;
    let (target_rows, found) = target.digest(table).await?;
    if (source_rows, wanted) != (target_rows, found) {
        return Err(MoveError::Differs { table: table.name, source_rows, target_rows });
    }
    Ok(Moved { table: table.name, rows: target_rows, of: source_rows })
}
