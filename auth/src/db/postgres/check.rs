//! What can be asked of a PostgreSQL database: the server itself sees to its pages, but not to what a dump left out.

use super::options;
use crate::{
    DatabaseConfig,
    db::{
        check::{CheckError, count_users},
        statement::{Connection, sql},
    },
};
use sqlx::{ConnectOptions, Connection as _};
use tokio::time::timeout;

/// Rows that belong to nobody. A foreign key forbids them, unless it was left out or put off when a dump was read back.
const STRAYS: &str = "
    SELECT 'sessions' WHERE EXISTS (SELECT 1 FROM sessions AS t WHERE NOT EXISTS
        (SELECT 1 FROM users WHERE users.id = t.user_id))
    UNION ALL SELECT 'activities' WHERE EXISTS (SELECT 1 FROM activities AS t WHERE NOT EXISTS
        (SELECT 1 FROM users WHERE users.id = t.user_id))
    UNION ALL SELECT 'password_reset_tokens' WHERE EXISTS (SELECT 1 FROM password_reset_tokens AS t WHERE NOT EXISTS
        (SELECT 1 FROM users WHERE users.id = t.user_id))
    UNION ALL SELECT 'email_undos' WHERE EXISTS (SELECT 1 FROM email_undos AS t WHERE NOT EXISTS
        (SELECT 1 FROM users WHERE users.id = t.user_id))
    UNION ALL SELECT 'devices' WHERE EXISTS (SELECT 1 FROM devices AS t WHERE NOT EXISTS
        (SELECT 1 FROM users WHERE users.id = t.user_id))";

/// See [`check_database`](crate::db::check_database). Answers how many users there are.
pub(in crate::db) async fn check(config: &DatabaseConfig) -> Result<u64, CheckError> {
    let connecting = timeout(config.acquire_timeout, options(config)?.connect()).await;
    let mut connection = connecting.map_err(|_| sqlx::Error::PoolTimedOut)??;
    let prepares = !config.behind_pooler;
    let strays: Vec<(String,)> =
        Connection::Postgres { connection: &mut connection, prepares }.fetch_all(&sql(STRAYS)).await?;
    let told = strays.into_iter().map(|(table,)| format!("a row of {table} refers to one of users that is not there"));
    CheckError::of_findings(told.collect())?;
    let users = count_users(Connection::Postgres { connection: &mut connection, prepares }).await?;
    connection.close().await?;
    Ok(users)
}
