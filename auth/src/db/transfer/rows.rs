//! Rows on their way: a page at a time, in the order of their keys.

use super::tables::Table;
use crate::db::{
    Db, DbError, Scope,
    statement::{Value, sql},
    work::FetchValues,
};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// Rows that travel together. With up to ten columns, far below what either engine takes as values of one statement.
const PAGE: usize = 500;

/// Rows that follow each other; at least one.
pub(super) struct Page {
    rows: Vec<Vec<Value<'static>>>,
    pub(super) last_key: Uuid,
}

impl Page {
    pub(super) fn len(&self) -> u64 {
        u64::try_from(self.rows.len()).unwrap_or_default()
    }
}

impl Db {
    pub(super) async fn count(&self, table: &Table) -> Result<u64, DbError> {
        let row: Option<(i64,)> = self.read(sql(AssertSqlSafe(table.count())).scanning()).await?;
        Ok(row.and_then(|(rows,)| u64::try_from(rows).ok()).unwrap_or_default())
    }

    /// The greatest key; below all keys where there are no rows.
    pub(super) async fn last_key(&self, table: &Table) -> Result<Uuid, DbError> {
        let row: Option<(Uuid,)> = self.read(sql(AssertSqlSafe(table.last_key())).scanning()).await?;
        Ok(row.map_or(Uuid::nil(), |(key,)| key))
    }

    /// The next rows behind a key; `None` where there are no more.
    pub(super) async fn page(&self, table: &Table, after: Uuid) -> Result<Option<Page>, DbError> {
        let kinds = table.columns.iter().map(|(_, kind)| *kind).collect();
        let statement = sql(AssertSqlSafe(table.page(PAGE))).bind(after);
        let rows = self.run(Scope::Read, &FetchValues { statement, kinds }).await?;
        match rows.last().and_then(|row| row.first()) {
            Some(Value::Uuid(key)) => Ok(Some(Page { last_key: *key, rows })),
            _ => Ok(None),
        }
    }

    /// Adds the rows of a page, all or none.
    pub(super) async fn insert(&self, table: &Table, page: Page) -> Result<(), DbError> {
        let statement = sql(AssertSqlSafe(table.insert(page.rows.len())));
        self.write(statement.bind_all(page.rows.into_iter().flatten())).await.map(drop)
    }

    /// How many rows there are, and the SHA-256 of all their values in the order of their keys.
    pub(super) async fn digest(&self, table: &Table) -> Result<(u64, [u8; 32]), DbError> {
        let (mut rows, mut hash, mut last) = (0, Sha256::new(), Uuid::nil());
        while let Some(page) = self.page(table, last).await? {
            last = page.last_key;
            rows += page.len();
            page.rows.iter().flatten().for_each(|value| absorb(&mut hash, value));
        }
        Ok((rows, hash.finalize().into()))
    }
}

/// Each value with its length, so that no two sequences of values read alike.
fn absorb(hash: &mut Sha256, value: &Value<'_>) {
    let integer;
    let bytes: &[u8] = match value {
        // No value is this long.
        Value::Nothing => return hash.update(usize::MAX.to_be_bytes()),
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
