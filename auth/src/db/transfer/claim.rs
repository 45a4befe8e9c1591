//! A claim on a database makes it the target of one move, and keeps servers away until that is finished.

use super::tables::TABLES;
use crate::db::{
    Db, DbError, Scope,
    statement::{Connection, sql},
    work::Work,
};
use domain::Timestamp;
use sqlx::AssertSqlSafe;

/// What came of a claim.
pub(super) enum Claimed {
    /// This database takes the rows of that source, and of no other.
    Ours,
    /// It has a part of another.
    OtherSource(String),
    /// It has rows that no move put there.
    NotEmpty { table: &'static str, rows: u64 },
}

/// The transaction of [`Db::claim`].
struct Claim {
    source: String,
    now: Timestamp,
}

impl Db {
    /// Where the rest of this database is, if it is an unfinished copy.
    pub(in crate::db) async fn unfinished_move(&self) -> Result<Option<String>, DbError> {
        let row: Option<(String,)> = self.read(sql(SOURCE)).await?;
        Ok(row.map(|(source,)| source))
    }

    /// Claims this database for a move from that source, unless another has, or there are rows.
    pub(super) async fn claim(&self, source: String, now: Timestamp) -> Result<Claimed, DbError> {
        self.run(Scope::Transaction, &Claim { source, now }).await
    }

    /// Ends the move: from now on, servers may open this database.
    pub(super) async fn release(&self) -> Result<(), DbError> {
        self.write(sql("DELETE FROM unfinished_moves")).await.map(drop)
    }
}

const SOURCE: &str = "SELECT source FROM unfinished_moves";

impl Work for Claim {
    type Done = Claimed;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Claimed, sqlx::Error> {
        // First, so that of two at the same time one waits for the other here.
        let claim = sql("INSERT INTO unfinished_moves (id, source, started_at) VALUES (1, $1, $2)
                         ON CONFLICT (id) DO NOTHING")
        .bind(&*self.source)
        .bind(self.now);
        if connection.execute(&claim).await? == 0 {
            let row: Option<(String,)> = connection.fetch_optional(&sql(SOURCE)).await?;
            return Ok(match row {
                Some((source,)) if source != self.source => Claimed::OtherSource(source),
                _ => Claimed::Ours,
            });
        }
        for table in &TABLES {
            let row: Option<(i64,)> = connection.fetch_optional(&sql(AssertSqlSafe(table.count())).scanning()).await?;
            let rows = row.and_then(|(rows,)| u64::try_from(rows).ok()).unwrap_or_default();
            if rows > 0 {
                connection.execute(&sql("DELETE FROM unfinished_moves")).await?;
                return Ok(Claimed::NotEmpty { table: table.name, rows });
            }
        }
        Ok(Claimed::Ours)
    }
}
