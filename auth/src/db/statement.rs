//! A statement is one SQL text with its values, which either engine can run.

mod value;

pub(super) use value::{Kind, Value};

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
    /// Whether it may go through a whole table.
    #[cfg(feature = "test-support")]
    may_scan: bool,
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
    Statement {
        text: text.into_sql_str(),
        values: Vec::new(),
        #[cfg(feature = "test-support")]
        may_scan: false,
    }
}

impl<'a> Statement<'a> {
    /// Says that it goes through a table or an index on purpose. Each other one that does so is found out by the tests
    /// (`query_plan`).
    pub(super) fn scanning(self) -> Self {
        #[cfg(feature = "test-support")]
        let scanning = Self { may_scan: true, ..self };
        #[cfg(not(feature = "test-support"))]
        let scanning = self;
        scanning
    }

    /// Its text, unless it may scan.
    #[cfg(feature = "test-support")]
    pub(super) fn text_of_a_search(&self) -> Option<&str> {
        (!self.may_scan).then(|| self.text.as_str())
    }

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
        Option<i64>: for<'t> Encode<'t, DB> + Type<DB>,
        for<'t> &'t str: Encode<'t, DB> + Type<DB>,
        for<'t> &'t [u8]: Encode<'t, DB> + Type<DB>,
    {
        self.values.iter().fold(sqlx::query(self.text.clone()), |query, value| match value {
            Value::Uuid(uuid) => query.bind(*uuid),
            Value::Integer(integer) => query.bind(*integer),
            Value::Text(text) => query.bind(&**text),
            Value::Bytes(bytes) => query.bind(&**bytes),
            Value::Nothing => query.bind(None::<i64>),
        })
    }
}

impl Connection<'_> {
    /// What builds for tests do before each statement.
    #[cfg(feature = "test-support")]
    async fn before(&mut self, statement: &Statement<'_>) -> Result<(), sqlx::Error> {
        super::fail_point::pass()?;
        match self {
            Self::Sqlite(connection) => super::query_plan::check(connection, statement).await,
            Self::Postgres { .. } => Ok(()),
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub(super) async fn execute(&mut self, statement: &Statement<'_>) -> Result<u64, sqlx::Error> {
        #[cfg(feature = "test-support")]
        self.before(statement).await?;
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
        #[cfg(feature = "test-support")]
        self.before(statement).await?;
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

    /// Runs a statement; answers all its rows.
    pub(super) async fn fetch_all<T: Row>(&mut self, statement: &Statement<'_>) -> Result<Vec<T>, sqlx::Error> {
        #[cfg(feature = "test-support")]
        self.before(statement).await?;
        match self {
            Self::Sqlite(connection) => {
                let rows = statement.query::<Sqlite>().fetch_all(&mut **connection).await?;
                rows.iter().map(T::from_row).collect()
            }
            Self::Postgres { connection, prepares } => {
                let query = statement.query::<Postgres>().persistent(*prepares);
                query.fetch_all(&mut **connection).await?.iter().map(T::from_row).collect()
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
            Kind::OptionalInteger => row.try_get::<Option<i64>, _>(column)?.map_or(Value::Nothing, Value::Integer),
            Kind::Text => Value::Text(Cow::Owned(row.try_get(column)?)),
            Kind::Bytes => Value::Bytes(Cow::Owned(row.try_get(column)?)),
        })
    };
    kinds.iter().enumerate().map(value).collect()
}
