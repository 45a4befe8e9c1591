//! Everything that is special about PostgreSQL: connecting, transactions, migrations, its error codes.
//!
//! All connections are alike. The server ends a statement that takes too long; where the server itself falls silent, we
//! give up a second later and end the connection. So we do whenever nobody can tell what state a connection is in.

mod check;
mod inspection;
mod migration;

pub(super) use check::check;
pub(super) use inspection::inspect;
pub(super) use migration::version;

use super::{
    OpenError, Scope,
    error::Meaning,
    statement::Connection,
    work::{BoxFuture, Work},
};
use crate::{DatabaseConfig, meters::Stopwatch};
use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, PgPool, Postgres, SqlSafeStr, SqlStr,
    pool::PoolConnection,
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

/// A connection on loan from the pool, which gets it back only if what was done on it came to an end. Else (the server
/// fell silent, or a client hung up and nobody waits any more) it is closed: it may be in the middle of a transaction,
/// which sqlx 0.9.0 does not know about when it was interrupted while beginning one (transact-rs/sqlx#4385).
struct Loan {
    connection: PoolConnection<Postgres>,
    in_order: bool,
}

impl Drop for Loan {
    fn drop(&mut self) {
        if !self.in_order {
            self.connection.close_on_drop();
        }
    }
}

/// Brings the schema to this version, then opens the pool.
pub(super) async fn open(config: &DatabaseConfig) -> Result<Database, OpenError> {
    let options = options(config)?;
    migration::migrate(&options, config).await?;
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
    pub(super) async fn run<W: Work>(
        &self,
        scope: Scope,
        work: &W,
        mut stopwatch: Stopwatch,
    ) -> Result<W::Done, sqlx::Error> {
        let mut loan = Loan { connection: acquire(&self.pool).await?, in_order: false };
        stopwatch.acquired();
        // A pooler hands the connection to somebody else between statements, unless a transaction holds it.
        let done = match scope == Scope::Transaction || self.behind_pooler {
            true => timeout(self.deadline, self.in_transaction(&mut loan.connection, work)).await,
            false => timeout(self.deadline, work.on(&mut self.statements_on(&mut loan.connection))).await,
        };
        let done = done.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()));
        loan.in_order = matches!(done, Ok(_) | Err(sqlx::Error::Database(_)));
        done
    }

    /// See [`Db::occupy`](super::Db::occupy).
    #[cfg(feature = "test-support")]
    pub(super) async fn occupy(&self) -> super::Occupied {
        super::Occupied::all_of(&[&self.pool]).await
    }

    /// See [`Db::occupied_connections`](super::Db::occupied_connections).
    #[cfg(feature = "test-support")]
    pub(super) fn occupied_connections(&self) -> usize {
        usize::try_from(self.pool.size()).unwrap_or_default() - self.pool.num_idle()
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    async fn in_transaction<W: Work>(&self, connection: &mut PgConnection, work: &W) -> Result<W::Done, sqlx::Error> {
        let mut transaction = connection.begin_with(self.begin.clone()).await?;
        let done = work.on(&mut self.statements_on(&mut transaction)).await?;
        #[cfg(feature = "test-support")]
        super::fail_point::pass()?;
        transaction.commit().await?;
        Ok(done)
    }

    fn statements_on<'c>(&self, connection: &'c mut PgConnection) -> Connection<'c> {
        Connection::Postgres { connection, prepares: !self.behind_pooler }
    }
}

/// Boxed here, once, because connecting is much code, which the compiler would otherwise repeat wherever a future of
/// this service is awaited.
#[inline(never)]
fn acquire(pool: &PgPool) -> BoxFuture<'_, Result<PoolConnection<Postgres>, sqlx::Error>> {
    Box::pin(pool.acquire())
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
    if let Some(name) = config.url.parameters().find(|name| !is_known(name)) {
        return Err(config.url.refuse(&format!("{name} is no parameter of ours")));
    }
    let options = PgConnectOptions::from_str(config.url.expose());
    let options = options.map_err(|error| config.url.refuse(&error.to_string()))?;
    Ok(options.application_name("bienvenue"))
}

/// What sqlx reads of a URL. It would log any other parameter, and its value, which may be a misspelt password.
fn is_known(parameter: &str) -> bool {
    const KNOWN: [&str; 14] = [
        "application_name",
        "dbname",
        "host",
        "hostaddr",
        "options",
        "password",
        "port",
        "ssl-mode",
        "sslcert",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "statement-cache-capacity",
        "user",
    ];
    KNOWN.contains(&parameter) || parameter.starts_with("options[")
}
