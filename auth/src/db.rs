//! The database: users, sessions and password reset tokens. The only place with SQL.
//!
//! Two engines, one text per query: what is true of one of them only is in `sqlite` or `postgres`, side by side. A
//! [`Statement`] is a text with its values; [`Db`] runs it on whichever engine the URL names, again where another
//! transaction was in the way, and tells "not now" from "something is wrong".

mod accounts;
mod activities;
mod backup;
mod check;
mod codes;
mod confirmations;
mod counts;
mod decoys;
mod devices;
mod disabling;
mod email_undos;
mod error;
mod exchange;
#[cfg(feature = "test-support")]
mod fail_point;
mod fault;
mod inspection;
mod limits;
mod outbox;
mod people;
mod postgres;
mod probe;
#[cfg(feature = "test-support")]
mod query_plan;
mod reset_tokens;
mod restore;
mod session_cache;
mod sessions;
mod sqlite;
mod statement;
mod sweep;
mod transfer;
mod trouble;
mod users;
mod work;

pub use backup::{BackupError, back_up};
pub use check::{CheckError, Checked, check_database};
pub use error::OpenError;
pub use fault::OpenFault;
pub use inspection::{DatabaseState, inspect_database};
pub use restore::{RestoreError, Restored, restore};
#[cfg(feature = "test-support")]
pub use transfer::TableDigest;
pub use transfer::{MoveError, Moved, move_database};

pub(crate) use accounts::{NewAccount, PasswordChange};
pub(crate) use activities::NewActivity;
pub(crate) use codes::CodeOf;
pub(crate) use confirmations::{Awaited, Claimant, ConfirmSignUp, Confirmed, EmailChange, NewConfirmation, Waiting};
pub(crate) use devices::NewDevice;
pub(crate) use email_undos::{NewUndo, TakingBack};
pub(crate) use error::DbError;
pub(crate) use exchange::{Arrival, Arrived};
pub(crate) use limits::{Admission, Counted, Hit, Limit};
pub(crate) use people::Wanted;
pub(crate) use reset_tokens::{NewResetToken, PasswordReset};
pub(crate) use sessions::{LiveSession, NewSession};
pub(crate) use users::{NewUser, StoredUser, UserBy, UserChange, is_same, key as email_key};

use crate::{DatabaseConfig, Meters, config::EngineKind, meters::Stopwatch, token::jitter};
use error::{Meaning, meaning};
use session_cache::SessionCache;
use statement::{Row, Statement, sql};
use std::{sync::Arc, time::Duration};
use trouble::Trouble;
use work::{Execute, Fetch, Work};

/// How often a transaction is tried again that another one got in the way of.
const RETRIES: u32 = 3;
/// The longest pause before the first of these tries; it doubles with each. Random, so that two don't meet again.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// Users, sessions and reset tokens. Its methods are the contract's `DB`; each is one statement or one transaction.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    engine: Engine,
    /// Where sessions may be remembered.
    sessions: Option<Arc<SessionCache>>,
    meters: Arc<Meters>,
    trouble: Arc<Trouble>,
    #[cfg(feature = "test-support")]
    fail_point: Arc<fail_point::FailPoint>,
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
        let sessions = match &engine {
            Engine::Sqlite(database) => database.wal_index().map(SessionCache::new).map(Arc::new),
            Engine::Postgres(_) => None,
        };
        Ok(Self {
            engine,
            sessions,
            meters: Arc::default(),
            trouble: Arc::default(),
            #[cfg(feature = "test-support")]
            fail_point: Arc::default(),
        })
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

    /// Lets the n-th statement from now on fail, or none below one.
    #[cfg(feature = "test-support")]
    pub(crate) fn fail_statement(&self, nth: i64) {
        self.fail_point.set(nth);
    }

    /// Whether there were too few statements for one to fail.
    #[cfg(feature = "test-support")]
    pub(crate) fn is_failure_ahead(&self) -> bool {
        self.fail_point.is_ahead()
    }

    /// How many rows each table has that a move takes along, and a digest of all their values.
    #[cfg(feature = "test-support")]
    pub(crate) async fn digests(&self) -> Result<Vec<TableDigest>, DbError> {
        transfer::digests(self).await
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

    /// Whether damage was found in what is stored. Nothing is written any more then.
    pub(crate) fn is_damaged(&self) -> bool {
        self.trouble.is_damaged()
    }

    /// Reads everything that is stored in a SQLite file once, and notes what can't be. PostgreSQL does this by itself.
    pub(crate) async fn look_for_damage(&self) -> Result<(), DbError> {
        let Engine::Sqlite(_) = &self.engine else { return Ok(()) };
        let found: Option<(String,)> = self.read(sql("PRAGMA quick_check(1)")).await?;
        if let Some((found,)) = found.filter(|(found,)| found != sqlite::SOUND) {
            self.trouble.note_damage(&found);
        }
        Ok(())
    }

    async fn run<W: Work>(&self, scope: Scope, work: &W) -> Result<W::Done, DbError> {
        if scope != Scope::Read && self.is_damaged() {
            return Err(DbError::Closed);
        }
        self.run_patiently(scope, work).await.map_err(|error| self.trouble.note(error))
    }

    async fn run_patiently<W: Work>(&self, scope: Scope, work: &W) -> Result<W::Done, DbError> {
        let mut tries = 0;
        loop {
            let error = match self.run_once(scope, work).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            match self.meaning(&error) {
                Meaning::Conflict if tries < RETRIES => {
                    tokio::time::sleep(jitter(FIRST_PAUSE * 2_u32.pow(tries))).await;
                    tries += 1;
                }
                Meaning::Conflict | Meaning::Unavailable => return Err(DbError::Unavailable(error)),
                Meaning::Damaged => return Err(DbError::Damaged(error)),
                Meaning::Fault => return Err(DbError::Sqlx(error)),
            }
        }
    }

    async fn run_once<W: Work>(&self, scope: Scope, work: &W) -> Result<W::Done, sqlx::Error> {
        let stopwatch = Stopwatch::start(&self.meters, scope);
        let run = async {
            match &self.engine {
                Engine::Sqlite(database) => database.run(scope, work, stopwatch).await,
                Engine::Postgres(database) => database.run(scope, work, stopwatch).await,
            }
        };
        #[cfg(feature = "test-support")]
        let run = Arc::clone(&self.fail_point).around(run);
        run.await
    }

    fn meaning(&self, error: &sqlx::Error) -> Meaning {
        match &self.engine {
            Engine::Sqlite(_) => meaning(error, sqlite::meaning),
            Engine::Postgres(_) => meaning(error, postgres::meaning),
        }
    }
}
