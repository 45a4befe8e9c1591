//! The database: users, sessions and password reset tokens. The only place with SQL.
//!
//! Two engines, one text per query: what is true of one of them only is in `sqlite` or `postgres`, side by side. A
//! [`Statement`] is a text with its values; [`Db`] runs it on whichever engine the URL names, again where another
//! transaction was in the way, and tells "not now" from "something is wrong".

mod accounts;
mod activities;
mod codes;
mod confirmations;
mod counts;
mod decoys;
mod devices;
mod email_undos;
mod error;
mod inspection;
mod limits;
mod outbox;
mod postgres;
mod probe;
mod reset_tokens;
mod sessions;
mod sqlite;
mod statement;
mod sweep;
mod transfer;
mod users;
mod work;

pub use error::OpenError;
pub use inspection::{DatabaseState, inspect_database};
pub use transfer::{MoveError, Moved, move_database};

pub(crate) use accounts::PasswordChange;
pub(crate) use activities::NewActivity;
pub(crate) use codes::CodeOf;
pub(crate) use confirmations::{Awaited, Claimant, ConfirmSignUp, Confirmed, EmailChange, NewConfirmation, Waiting};
pub(crate) use devices::NewDevice;
pub(crate) use email_undos::{NewUndo, TakingBack};
pub(crate) use error::DbError;
pub(crate) use limits::{Admission, Counted, Hit, Limit};
pub(crate) use reset_tokens::{NewResetToken, PasswordReset};
pub(crate) use sessions::{LiveSession, NewSession};
pub(crate) use users::{NewUser, StoredUser, UserBy, UserChange, is_same, key as email_key};

use crate::{DatabaseConfig, Meters, config::EngineKind, meters::Stopwatch, token::jitter};
use error::{Meaning, meaning};
use statement::{Row, Statement};
use std::{sync::Arc, time::Duration};
use work::{Execute, Fetch, Work};

/// How often a transaction is tried again that another one got in the way of.
const RETRIES: u32 = 3;
/// The longest pause before the first of these tries; it doubles with each. Random, so that two don't meet again.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// Users, sessions and reset tokens. Its methods are the contract's `DB`; each is one statement or one transaction.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    engine: Engine,
    meters: Arc<Meters>,
}

#[derive(Clone, Debug)]
enum Engine {
    Sqlite(sqlite::Database),
    Postgres(postgres::Database),
}

/// What work on a connection may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Statements that change nothing.
    Read,
    /// One statement that may change something.
    Write,
    /// Several statements, all or nothing.
    Transaction,
}

/// Connections that nobody else can use for now.
#[cfg(feature = "test-support")]
#[derive(Debug)]
pub struct Occupied {
    _connections: Box<dyn std::any::Any + Send>,
}

#[cfg(feature = "test-support")]
impl Occupied {
    #[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
    async fn all_of<DB: sqlx::Database>(pools: &[&sqlx::Pool<DB>]) -> Self {
        let mut connections = Vec::new();
        for pool in pools {
            for _ in 0..pool.options().get_max_connections() {
                connections.push(pool.acquire().await.unwrap());
            }
        }
        Self { _connections: Box::new(connections) }
    }
}

impl Db {
    /// Opens the database, creates what is missing and brings it to this version's schema.
    pub(crate) async fn open(config: &DatabaseConfig) -> Result<Self, OpenError> {
        let db = Self::open_any(config).await?;
        match db.unfinished_move().await? {
            Some(source_url) => Err(OpenError::UnfinishedMove { source_url }),
            None => Ok(db),
        }
    }

    /// [`Db::open`], be it half of a copy.
    async fn open_any(config: &DatabaseConfig) -> Result<Self, OpenError> {
        let engine = match config.url.engine() {
            Some(EngineKind::Sqlite) => Engine::Sqlite(sqlite::open(config).await?),
            Some(EngineKind::Postgres) => Engine::Postgres(postgres::open(config).await?),
            None => return Err(config.url.refuse("no engine has this name")),
        };
        Ok(Self { engine, meters: Arc::default() })
    }

    /// The same, counted here.
    pub(crate) fn counted_by(self, meters: &Arc<Meters>) -> Self {
        Self { meters: Arc::clone(meters), ..self }
    }

    /// Finishes what is under way and closes the connections.
    pub(crate) async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(database) => database.close().await,
            Engine::Postgres(database) => database.close().await,
        }
    }

    /// Takes all connections and keeps them until the answer is dropped.
    #[cfg(feature = "test-support")]
    pub(crate) async fn occupy(&self) -> Occupied {
        match &self.engine {
            Engine::Sqlite(database) => database.occupy().await,
            Engine::Postgres(database) => database.occupy().await,
        }
    }

    /// How many connections to PostgreSQL are in use.
    #[cfg(feature = "test-support")]
    pub(crate) fn occupied_connections(&self) -> usize {
        match &self.engine {
            Engine::Sqlite(_) => 0,
            Engine::Postgres(database) => database.occupied_connections(),
        }
    }

    /// Reads one row, or none.
    async fn read<T: Row>(&self, statement: Statement<'_>) -> Result<Option<T>, DbError> {
        self.run(Scope::Read, &Fetch::new(statement)).await
    }

    /// Changes something; answers how many rows.
    async fn write(&self, statement: Statement<'_>) -> Result<u64, DbError> {
        self.run(Scope::Write, &Execute(statement)).await
    }

    async fn run<W: Work>(&self, scope: Scope, work: &W) -> Result<W::Done, DbError> {
        let mut tries = 0;
        loop {
            let stopwatch = Stopwatch::start(&self.meters, scope);
            let done = match &self.engine {
                Engine::Sqlite(database) => database.run(scope, work, stopwatch).await,
                Engine::Postgres(database) => database.run(scope, work, stopwatch).await,
            };
            let Err(error) = done else { return done.map_err(DbError::Sqlx) };
            match self.meaning(&error) {
                Meaning::Conflict if tries < RETRIES => {
                    tokio::time::sleep(jitter(FIRST_PAUSE * 2_u32.pow(tries))).await;
                    tries += 1;
                }
                Meaning::Conflict | Meaning::Unavailable => return Err(DbError::Unavailable(error)),
                Meaning::Fault => return Err(DbError::Sqlx(error)),
            }
        }
    }

    fn meaning(&self, error: &sqlx::Error) -> Meaning {
        match &self.engine {
            Engine::Sqlite(_) => meaning(error, sqlite::meaning),
            Engine::Postgres(_) => meaning(error, postgres::meaning),
        }
    }
}
