//! How many rows there are.

use super::{Db, DbError, statement::sql};

impl Db {
    /// All sessions that are stored.
    pub(crate) async fn count_sessions(&self) -> Result<u64, DbError> {
        self.count_by("SELECT count(*) FROM sessions").await
    }

    /// All mails on their way.
    pub(crate) async fn count_mails(&self) -> Result<u64, DbError> {
        self.count_by("SELECT count(*) FROM outbox").await
    }

    // Only whoever reads the metrics waits for it: a count that is kept would make each sign-in wait.
    async fn count_by(&self, query: &'static str) -> Result<u64, DbError> {
        let row: Option<(i64,)> = self.read(sql(query).scanning()).await?;
        row.and_then(|(rows,)| u64::try_from(rows).ok()).ok_or(DbError::Corrupt("count"))
    }
}
