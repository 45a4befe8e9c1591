//! A move copies everything from one database into another, empty one, of whichever engines they are.
//!
//! Rows go in the order of their keys, a page at a time, so that a move that was interrupted goes on behind the last
//! row that arrived. Until the copy has been compared with its source, nobody can serve from it.

mod tables;

use super::{
    Db, DbError, OpenError, Scope,
    statement::{Value, sql},
    work::FetchValues,
};
use crate::DatabaseConfig;
use domain::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use std::error::Error as StdError;
use tables::{TABLES, Table};
use thiserror::Error;
use uuid::Uuid;

/// Rows that travel together. With up to seven columns, far below what either engine takes as values of one statement.
const PAGE: usize = 500;

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
    #[error("interrupted ({0}); run the same move-db again to go on")]
    Interrupted(#[source] Box<dyn StdError + Send + Sync>),
}

impl From<DbError> for MoveError {
    fn from(error: DbError) -> Self {
        Self::Interrupted(Box::new(error))
    }
}

/// Copies all rows of `from` into `to` and compares the two, telling `progress` about each page. Nobody may serve from
/// either database meanwhile.
///
/// # Errors
/// [`MoveError`]; the source is as it was, and the target can't be served from until the same move succeeds.
pub async fn move_database(
    from: &DatabaseConfig,
    to: &DatabaseConfig,
    now: Timestamp,
    mut progress: impl FnMut(Moved),
) -> Result<Vec<Moved>, MoveError> {
    let source = Db::open(from).await.map_err(MoveError::Source)?;
    let target = Db::open_any(to).await.map_err(MoveError::Target)?;
    target.claim(&from.url.to_string(), now).await?;
    for table in &TABLES {
        copy(table, &source, &target, &mut progress).await?;
    }
    let mut moved = Vec::new();
    for table in &TABLES {
        moved.push(compare(table, &source, &target).await?);
    }
    target.write(sql("DELETE FROM unfinished_moves")).await?;
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
        let page = source.page(table, last).await?;
        let Some(key) = page.last().and_then(|row| key(row)) else { return Ok(()) };
        last = key;
        rows += u64::try_from(page.len()).unwrap_or_default();
        let text = table.insert(page.len());
        target.write(sql(AssertSqlSafe(text)).bind_all(page.into_iter().flatten())).await?;
    }
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

impl Db {
    /// Where the rest of this database is, if it is an unfinished copy.
    pub(super) async fn unfinished_move(&self) -> Result<Option<String>, DbError> {
        let row: Option<(String,)> = self.read(sql("SELECT source FROM unfinished_moves")).await?;
        Ok(row.map(|(source,)| source))
    }

    /// Marks this database as an unfinished copy of that source, unless it already is one.
    async fn claim(&self, source: &str, now: Timestamp) -> Result<(), MoveError> {
        match self.unfinished_move().await? {
            Some(same) if same == source => return Ok(()),
            Some(other) => return Err(MoveError::OtherSource(other)),
            None => {}
        }
        for table in &TABLES {
            let rows = self.count(table).await?;
            if rows > 0 {
                return Err(MoveError::NotEmpty { table: table.name, rows });
            }
        }
        let statement = sql("INSERT INTO unfinished_moves (source, started_at) VALUES ($1, $2)");
        self.write(statement.bind(source).bind(now)).await?;
        Ok(())
    }

    async fn count(&self, table: &Table) -> Result<u64, DbError> {
        let row: Option<(i64,)> = self.read(sql(AssertSqlSafe(table.count()))).await?;
        Ok(row.and_then(|(rows,)| u64::try_from(rows).ok()).unwrap_or_default())
    }

    /// The greatest key; below all keys where there are no rows.
    async fn last_key(&self, table: &Table) -> Result<Uuid, DbError> {
        let row: Option<(Uuid,)> = self.read(sql(AssertSqlSafe(table.last_key()))).await?;
        Ok(row.map_or(Uuid::nil(), |(key,)| key))
    }

    /// The next rows behind a key, in the order of their keys.
    async fn page(&self, table: &Table, after: Uuid) -> Result<Vec<Vec<Value<'static>>>, DbError> {
        let kinds = table.columns.iter().map(|(_, kind)| *kind).collect();
        let statement = sql(AssertSqlSafe(table.page(PAGE))).bind(after);
        self.run(Scope::Read, &FetchValues { statement, kinds }).await
    }

    /// How many rows there are, and the SHA-256 of all their values in the order of their keys.
    async fn digest(&self, table: &Table) -> Result<(u64, [u8; 32]), DbError> {
        let (mut rows, mut hash, mut last) = (0, Sha256::new(), Uuid::nil());
        loop {
            let page = self.page(table, last).await?;
            let Some(key) = page.last().and_then(|row| key(row)) else { return Ok((rows, hash.finalize().into())) };
            last = key;
            rows += u64::try_from(page.len()).unwrap_or_default();
            page.iter().flatten().for_each(|value| absorb(&mut hash, value));
        }
    }
}

fn key(row: &[Value<'static>]) -> Option<Uuid> {
    match row.first() {
        Some(Value::Uuid(key)) => Some(*key),
        _ => None,
    }
}

/// Each value with its length, so that no two sequences of values read alike.
fn absorb(hash: &mut Sha256, value: &Value<'_>) {
    let integer;
    let bytes: &[u8] = match value {
        Value::Uuid(uuid) => uuid.as_bytes(),
        Value::Integer(number) => {
            integer = number.to_be_bytes();
            &integer
        }
        Value::Text(text) => text.as_bytes(),
        Value::Bytes(bytes) => bytes,
    };
    hash.update(bytes.len().to_be_bytes());
    hash.update(bytes);
}
