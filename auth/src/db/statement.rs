//! A statement is one SQL text with its values, which either engine can run.

use crate::{hasher::PasswordHash, token::TokenDigest};
use domain::{SessionId, Timestamp, UserId};
use sqlx::{
    ColumnIndex, Database, Decode, Encode, FromRow, PgConnection, Postgres, SqlSafeStr, SqlStr, Sqlite,
    SqliteConnection, Type, postgres::PgRow, query::Query, sqlite::SqliteRow,
};
use std::borrow::Cow;
use uuid::Uuid;

/// SQL that both engines understand: `$1` placeholders, `ON CONFLICT`, `RETURNING`, no function that only one has.
#[derive(Clone)]
pub(super) struct Statement<'a> {
    text: SqlStr,
    values: Vec<Value<'a>>,
}

/// A value of a kind that both engines keep as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Uuid(Uuid),
    Integer(i64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
}

/// The kinds of [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    Integer,
    Text,
    Bytes,
}

/// A connection of either engine, borrowed for one statement or one transaction.
pub(super) enum Connection<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres {
        connection: &'c mut PgConnection,
        /// Whether the server may keep statements prepared. Behind a pooler the next one runs on another connection.
        prepares: bool,
    },
}

/// What can be read from a row of either engine: every type that derives `FromRow`, and tuples.
pub(super) trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Begins a statement.
pub(super) fn sql<'a>(text: impl SqlSafeStr) -> Statement<'a> {
    Statement { text: text.into_sql_str(), values: Vec::new() }
}

impl<'a> Statement<'a> {
    /// Gives the next placeholders their values.
    pub(super) fn bind_all(mut self, values: impl IntoIterator<Item = Value<'a>>) -> Self {
        self.values.extend(values);
        self
    }

    /// Gives the next placeholder its value.
    pub(super) fn bind(mut self, value: impl Into<Value<'a>>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The same in the terms of one engine.
    fn query<DB: Database>(&self) -> Query<'static, DB, DB::Arguments>
    where
        Uuid: for<'t> Encode<'t, DB> + Type<DB>,
        i64: for<'t> Encode<'t, DB> + Type<DB>,
        for<'t> &'t str: Encode<'t, DB> + Type<DB>,
        for<'t> &'t [u8]: Encode<'t, DB> + Type<DB>,
    {
        self.values.iter().fold(sqlx::query(self.text.clone()), |query, value| match value {
            Value::Uuid(uuid) => query.bind(*uuid),
            Value::Integer(integer) => query.bind(*integer),
            Value::Text(text) => query.bind(&**text),
            Value::Bytes(bytes) => query.bind(&**bytes),
        })
    }
}

impl Connection<'_> {
    /// Runs a statement; answers how many rows it changed.
    pub(super) async fn execute(&mut self, statement: &Statement<'_>) -> Result<u64, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let done = statement.query::<Sqlite>().execute(&mut **connection).await?;
                Ok(done.rows_affected())
            }
            Self::Postgres { connection, prepares } => {
                let done = statement.query::<Postgres>().persistent(*prepares).execute(&mut **connection).await?;
                Ok(done.rows_affected())
            }
        }
    }

    /// Runs a statement; answers its row, if it has one.
    pub(super) async fn fetch_optional<T: Row>(&mut self, statement: &Statement<'_>) -> Result<Option<T>, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let row = statement.query::<Sqlite>().fetch_optional(&mut **connection).await?;
                row.map(|row| T::from_row(&row)).transpose()
            }
            Self::Postgres { connection, prepares } => {
                let query = statement.query::<Postgres>().persistent(*prepares);
                let row = query.fetch_optional(&mut **connection).await?;
                row.map(|row| T::from_row(&row)).transpose()
            }
        }
    }

    /// Runs a statement; answers all its rows, whose columns are of these kinds.
    pub(super) async fn fetch_values(
        &mut self,
        statement: &Statement<'_>,
        kinds: &[Kind],
    ) -> Result<Vec<Vec<Value<'static>>>, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let rows = statement.query::<Sqlite>().fetch_all(&mut **connection).await?;
                rows.iter().map(|row| values(row, kinds)).collect()
            }
            Self::Postgres { connection, prepares } => {
                let query = statement.query::<Postgres>().persistent(*prepares);
                query.fetch_all(&mut **connection).await?.iter().map(|row| values(row, kinds)).collect()
            }
        }
    }
}

fn values<R: sqlx::Row>(row: &R, kinds: &[Kind]) -> Result<Vec<Value<'static>>, sqlx::Error>
where
    usize: ColumnIndex<R>,
    Uuid: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    i64: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    String: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: for<'r> Decode<'r, R::Database> + Type<R::Database>,
{
    let value = |(column, kind): (usize, &Kind)| {
        Ok(match kind {
            Kind::Uuid => Value::Uuid(row.try_get(column)?),
            Kind::Integer => Value::Integer(row.try_get(column)?),
            Kind::Text => Value::Text(Cow::Owned(row.try_get(column)?)),
            Kind::Bytes => Value::Bytes(Cow::Owned(row.try_get(column)?)),
        })
    };
    kinds.iter().enumerate().map(value).collect()
}

impl From<Uuid> for Value<'_> {
    fn from(uuid: Uuid) -> Self {
        Self::Uuid(uuid)
    }
}

impl From<UserId> for Value<'_> {
    fn from(id: UserId) -> Self {
        Self::Uuid(id.0)
    }
}

impl From<SessionId> for Value<'_> {
    fn from(id: SessionId) -> Self {
        Self::Uuid(id.0)
    }
}

impl From<i64> for Value<'_> {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(instant: Timestamp) -> Self {
        Self::Integer(instant.as_millis())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a PasswordHash> for Value<'a> {
    fn from(hash: &'a PasswordHash) -> Self {
        Self::Text((&*hash.0).into())
    }
}

impl<'a> From<&'a TokenDigest> for Value<'a> {
    fn from(digest: &'a TokenDigest) -> Self {
        Self::Bytes((&digest.0[..]).into())
    }
}
