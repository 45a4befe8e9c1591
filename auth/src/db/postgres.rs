//! Everything that is special about PostgreSQL: connecting, transactions, migrations, its error codes.
//!
//! All connections are alike. Each of them is given a limited time: the server ends a statement that takes longer, and
//! where the server itself falls silent, we end the connection.

use super::{OpenError, Scope, error::Meaning, statement::Connection, work::Work};
use crate::DatabaseConfig;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection as _, Executor, PgConnection, PgPool, SqlSafeStr, SqlStr,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{io, str::FromStr, time::Duration};
use tokio::time::timeout;

/// Connections, unless the settings say otherwise.
const CONNECTIONS: u32 = 10;
/// A connection that was unused for this long is asked whether it still works before it is used.
const PROBE_AFTER: Duration = Duration::from_secs(1);
/// How much longer than the server we wait for a statement to end, before the connection counts as broken.
const GRACE: Duration = Duration::from_secs(1);
/// How often instances that start at the same time try to make the row that they wait in line at.
const LOCK_TRIES: u32 = 10;

/// An open PostgreSQL database.
#[derive(Clone, Debug)]
pub(super) struct Database {
    pool: PgPool,
    /// How a transaction begins.
    begin: SqlStr,
    behind_pooler: bool,
    /// The longest that anything may take.
    deadline: Duration,
}

/// Brings the schema to this version, then opens the pool.
pub(super) async fn open(config: &DatabaseConfig) -> Result<Database, OpenError> {
    let options = options(config)?;
    migrate(&options, config).await?;
    let millis = config.statement_timeout.as_millis();
    let (options, begin) = match config.behind_pooler {
        // What is set for a connection would stay with the pooler's, for whoever gets it next.
        true => (options, AssertSqlSafe(format!("BEGIN; SET LOCAL statement_timeout = {millis}")).into_sql_str()),
        false => (options.options([("statement_timeout", millis)]), SqlStr::from_static("BEGIN")),
    };
    let pool = PgPoolOptions::new()
        .max_connections(config.connections.map_or(CONNECTIONS, u32::from))
        .acquire_timeout(config.acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(|connection, usage| {
            Box::pin(async move {
                let fresh = usage.idle_for < PROBE_AFTER;
                // A probe that fails, or gets no answer, means: take another connection.
                Ok(fresh || timeout(PROBE_AFTER, connection.ping()).await.is_ok_and(|alive| alive.is_ok()))
            })
        });
    let pool = pool.connect_with(options).await?;
    Ok(Database { pool, begin, behind_pooler: config.behind_pooler, deadline: config.statement_timeout + GRACE })
}

impl Database {
    pub(super) async fn run<W: Work>(&self, scope: Scope, work: &W) -> Result<W::Done, sqlx::Error> {
        let mut connection = self.pool.acquire().await?;
        // A pooler hands the connection to somebody else between statements, unless a transaction holds it.
        let done = match scope == Scope::Transaction || self.behind_pooler {
            true => timeout(self.deadline, self.in_transaction(&mut connection, work)).await,
            false => timeout(self.deadline, work.on(&mut self.statements_on(&mut connection))).await,
        };
        done.unwrap_or_else(|_| {
            // Nobody answers: not even a good-bye would arrive, so the pool must not wait for it.
            connection.close_on_drop();
            Err(io::Error::from(io::ErrorKind::TimedOut).into())
        })
    }

    /// See [`Db::occupy`](super::Db::occupy).
    #[cfg(feature = "test-support")]
    pub(super) async fn occupy(&self) -> super::Occupied {
        super::Occupied::all_of(&[&self.pool]).await
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    async fn in_transaction<W: Work>(&self, connection: &mut PgConnection, work: &W) -> Result<W::Done, sqlx::Error> {
        let mut transaction = connection.begin_with(self.begin.clone()).await?;
        let done = work.on(&mut self.statements_on(&mut transaction)).await?;
        transaction.commit().await?;
        Ok(done)
    }

    fn statements_on<'c>(&self, connection: &'c mut PgConnection) -> Connection<'c> {
        Connection::Postgres { connection, prepares: !self.behind_pooler }
    }
}

/// What PostgreSQL's error codes mean (documentation, appendix A); CockroachDB and YugabyteDB use the same.
pub(super) fn meaning(code: &str) -> Meaning {
    match code {
        // serialization_failure, deadlock_detected
        "40001" | "40P01" => Meaning::Conflict,
        // query_canceled (the statement timeout), lock_not_available, read_only_sql_transaction (a standby that has not
        // been promoted yet), statement_completion_unknown
        "57014" | "55P03" | "25006" | "40003" => Meaning::Unavailable,
        // connection exceptions, insufficient resources, and operator intervention such as a shutdown
        _ if code.starts_with("08") || code.starts_with("53") || code.starts_with("57P") => Meaning::Unavailable,
        _ => Meaning::Fault,
    }
}

fn options(config: &DatabaseConfig) -> Result<PgConnectOptions, OpenError> {
    let options = PgConnectOptions::from_str(config.url.expose());
    let options = options.map_err(|error| config.url.refuse(&error.to_string()))?;
    Ok(options.application_name("bienvenue"))
}

/// Brings the schema to this version, on a connection of its own and in one transaction, so that it happens wholly or
/// not at all. Whoever starts at the same time waits in line at a row, and finds nothing left to do.
async fn migrate(options: &PgConnectOptions, config: &DatabaseConfig) -> Result<(), OpenError> {
    let connecting = timeout(config.acquire_timeout, options.connect()).await;
    let mut connection = connecting.map_err(|_| sqlx::Error::PoolTimedOut)??;
    make_lock(&mut connection).await?;
    let mut transaction = connection.begin().await?;
    // A pooler's connections come with the statements that others prepared, under the names that we would use.
    transaction.execute("DEALLOCATE ALL").await?;
    transaction.execute("SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE").await?;
    migrator().run_direct(None, &mut *transaction, false).await?;
    transaction.execute("DEALLOCATE ALL").await?;
    transaction.commit().await?;
    Ok(connection.close().await?)
}

/// Without sqlx's own lock, which is an advisory one: distributed engines have none, and a pooler would lose it.
fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!("./migrations/postgres");
    migrator.set_locking(false);
    migrator
}

/// Makes the row that starting instances wait in line at. `IF NOT EXISTS` does not help two that look at the same time:
/// one of them fails, and has to look again.
async fn make_lock(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mut tries = 1;
    loop {
        let made = connection
            .execute(
                "CREATE TABLE IF NOT EXISTS migration_lock (id BIGINT NOT NULL PRIMARY KEY);
                 INSERT INTO migration_lock (id) VALUES (1) ON CONFLICT (id) DO NOTHING;",
            )
            .await;
        match made {
            Err(sqlx::Error::Database(error)) if tries < LOCK_TRIES && was_made_meanwhile(&*error) => tries += 1,
            made => return made.map(drop),
        }
    }
}

/// unique_violation in the catalogue, duplicate_table, duplicate_object (the table's type), a conflict between
/// transactions, or "tuple concurrently updated", which has no code of its own.
fn was_made_meanwhile(error: &dyn sqlx::error::DatabaseError) -> bool {
    matches!(error.code().as_deref(), Some("23505" | "42P07" | "42710" | "40001" | "XX000"))
}
