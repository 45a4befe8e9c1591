//! Work is what is done on one connection: one statement, or several in a transaction.

use super::statement::{Connection, Kind, Row, Statement, Value};
use std::{future::Future, marker::PhantomData, pin::Pin};

/// A future whose code is where it was made, not where it is awaited.
pub(super) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Done again from its beginning where another transaction got in the way, so it touches nothing but the connection. It
/// passes on each error of that, which may mean that the transaction has ended.
pub(super) trait Work: Sync {
    type Done: Send;

    fn on(&self, connection: &mut Connection<'_>) -> impl Future<Output = Result<Self::Done, sqlx::Error>> + Send;
}

/// Runs a statement; done when that many rows have changed.
pub(super) struct Execute<'a>(pub(super) Statement<'a>);

/// Runs a statement for its row, if it has one.
pub(super) struct Fetch<'a, T> {
    statement: Statement<'a>,
    row: PhantomData<fn() -> T>,
}

/// Runs a statement for all its rows.
pub(super) struct FetchAll<'a, T> {
    statement: Statement<'a>,
    row: PhantomData<fn() -> T>,
}

/// Runs a statement for the values of all its rows, whose columns are of these kinds.
pub(super) struct FetchValues<'a> {
    pub(super) statement: Statement<'a>,
    pub(super) kinds: Vec<Kind>,
}

impl<'a, T> Fetch<'a, T> {
    pub(super) fn new(statement: Statement<'a>) -> Self {
        Self { statement, row: PhantomData }
    }
}

impl<'a, T> FetchAll<'a, T> {
    pub(super) fn new(statement: Statement<'a>) -> Self {
        Self { statement, row: PhantomData }
    }
}

impl<T: Row> Work for FetchAll<'_, T> {
    type Done = Vec<T>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Vec<T>, sqlx::Error> {
        connection.fetch_all(&self.statement).await
    }
}

impl Work for Execute<'_> {
    type Done = u64;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<u64, sqlx::Error> {
        connection.execute(&self.0).await
    }
}

impl<T: Row> Work for Fetch<'_, T> {
    type Done = Option<T>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Option<T>, sqlx::Error> {
        connection.fetch_optional(&self.statement).await
    }
}

impl Work for FetchValues<'_> {
    type Done = Vec<Vec<Value<'static>>>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Self::Done, sqlx::Error> {
        connection.fetch_values(&self.statement, &self.kinds).await
    }
}
