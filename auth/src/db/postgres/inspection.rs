//! Looking at a PostgreSQL database without changing it.

use super::{migration, options};
use crate::{
    DatabaseConfig,
    db::{OpenError, inspection, inspection::DatabaseState, statement::Connection},
};
use sqlx::{ConnectOptions, Connection as _};
use tokio::time::timeout;

/// In the schemas that a name without one is looked for in, as the service's own statements are.
const FIND_TABLE: &str = "SELECT count(to_regclass($1))";

/// See [`inspect_database`](inspection::inspect_database).
pub(in crate::db) async fn inspect(config: &DatabaseConfig) -> Result<DatabaseState, OpenError> {
    let options = options(config)?;
    let inspecting = async {
        let mut connection = options.connect().await?;
        let borrowed = Connection::Postgres { connection: &mut connection, prepares: !config.behind_pooler };
        let state = inspection::state(borrowed, FIND_TABLE, migration::version()).await?;
        connection.close().await?;
        Ok(state)
    };
    let patience = config.acquire_timeout + config.statement_timeout;
    timeout(patience, inspecting).await.unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut.into()))
}
