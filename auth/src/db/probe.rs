//! A probe finds out whether the database takes changes: by making one, and leaving nothing of it behind.

use super::{
    Db, DbError, Engine, Scope, postgres, sqlite,
    statement::{Connection, Value, sql},
    work::Work,
};
use std::borrow::Cow;

/// The key of a counter that counts nothing. Those of others are digests, so none of them is this.
const KEY: Value<'static> = Value::Bytes(Cow::Borrowed(&[0; 16]));

/// The transaction of [`Db::probe`]: answers the number of the last migration that was made.
struct Probe;

impl Db {
    /// Makes a change that is committed; answers whether the schema is that of this version.
    pub(crate) async fn probe(&self) -> Result<bool, DbError> {
        let ours = match &self.engine {
            Engine::Sqlite(_) => sqlite::version(),
            Engine::Postgres(_) => postgres::version(),
        };
        Ok(self.run(Scope::Transaction, &Probe).await? == Some(ours))
    }

    /// Whether what was opened is still where it was, and nobody has found it damaged.
    pub(crate) fn is_in_place(&self) -> bool {
        let is_there = match &self.engine {
            Engine::Sqlite(database) => database.is_in_place(),
            // Behind a server, that is the server's business: it says so when it is asked for something.
            Engine::Postgres(_) => true,
        };
        is_there && !self.is_damaged()
    }
}

impl Work for Probe {
    type Done = Option<i64>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Option<i64>, sqlx::Error> {
        // Both change the file and are written to its log, although nothing is different afterwards. SQLite writes
        // nothing for an update that changes nothing.
        let insert = sql("INSERT INTO limits (key, free_at, hits, pause, expires_at) VALUES ($1, 0, 0, 0, 0)");
        connection.execute(&insert.bind(KEY)).await?;
        connection.execute(&sql("DELETE FROM limits WHERE key = $1").bind(KEY)).await?;
        let row: Option<(Option<i64>,)> =
            connection.fetch_optional(&sql("SELECT max(version) FROM _sqlx_migrations")).await?;
        Ok(row.and_then(|(version,)| version))
    }
}
