//! Whether a database is whole, asked without changing it, be a server running or not.

use super::{DatabaseState, Db, OpenError, inspect_database, postgres, sqlite, statement::Connection, statement::sql};
use crate::{DatabaseConfig, config::EngineKind};
use thiserror::Error;

/// A database that is in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The number of the last migration that was made there.
    pub schema: i64,
    /// That of this version.
    pub ours: i64,
    /// How many accounts it has.
    pub users: u64,
}

/// Why a database can't be served from, or worked with beside its servers.
#[derive(Debug, Error)]
pub enum CheckError {
    /// It is gone with each process.
    #[error("a database in memory is gone with its process; name a file or a server in --database-url")]
    InMemory,
    /// There is none.
    #[error("there is no database at {0}; check --database-url and --data-dir")]
    Missing(String),
    /// There is nothing of ours in it.
    #[error("{0} has no tables of this service; name the database that it is served from, or start the server once")]
    Foreign(String),
    /// A newer version has been at work.
    #[error("the database is newer: its schema is {found}, that of this version {ours}; use the newer bienvenue")]
    Newer {
        /// The number of its schema.
        found: i64,
        /// The number of this version's.
        ours: i64,
    },
    /// An older version made it, and servers of that may be running.
    #[error(
        "the database has an older version's schema ({found}, this version's is {ours}); start the server of this version \
         once, or use the older bienvenue"
    )]
    Older {
        /// The number of its schema.
        found: i64,
        /// The number of this version's.
        ours: i64,
    },
    /// It is not what was written.
    #[error("the database is damaged ({first}{}); restore a backup", and_more(*.others))]
    Damaged {
        /// What was found first.
        first: String,
        /// How much more was found.
        others: usize,
    },
    /// It can't be opened or read.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl CheckError {
    /// What was found is damage, if anything was.
    pub(super) fn of_findings(findings: Vec<String>) -> Result<(), Self> {
        let others = findings.len().saturating_sub(1);
        match findings.into_iter().next() {
            Some(first) => Err(Self::Damaged { first, others }),
            None => Ok(()),
        }
    }
}

impl Db {
    /// Refuses a database that is not there, or does not have this version's schema. It is left as it is.
    pub(crate) async fn expect_current(config: &DatabaseConfig) -> Result<(), CheckError> {
        match schema_of(config).await? {
            (found, ours) if found > ours => Err(CheckError::Newer { found, ours }),
            (found, ours) if found < ours => Err(CheckError::Older { found, ours }),
            _ => Ok(()),
        }
    }
}

impl From<sqlx::Error> for CheckError {
    fn from(error: sqlx::Error) -> Self {
        Self::Open(error.into())
    }
}

/// Reads a whole database and compares it with what its schema promises.
///
/// # Errors
/// [`CheckError`] when it can't be served from; its message says what to do.
pub async fn check_database(config: &DatabaseConfig) -> Result<Checked, CheckError> {
    let (schema, ours) = match schema_of(config).await? {
        (found, ours) if found > ours => return Err(CheckError::Newer { found, ours }),
        versions => versions,
    };
    let users = match config.url.engine() {
        Some(EngineKind::Sqlite) => sqlite::check(config).await?,
        Some(EngineKind::Postgres) => postgres::check(config).await?,
        None => return Err(config.url.refuse("no engine has this name").into()),
    };
    Ok(Checked { schema, ours, users })
}

/// The schema of a database of ours that is there, and that of this version.
pub(super) async fn schema_of(config: &DatabaseConfig) -> Result<(i64, i64), CheckError> {
    match inspect_database(config).await? {
        DatabaseState::InMemory => Err(CheckError::InMemory),
        DatabaseState::Missing { .. } => Err(CheckError::Missing(config.url.to_string())),
        DatabaseState::Empty => Err(CheckError::Foreign(config.url.to_string())),
        DatabaseState::Schema { found, ours } => Ok((found, ours)),
    }
}

pub(super) async fn count_users(mut connection: Connection<'_>) -> Result<u64, sqlx::Error> {
    let row: Option<(i64,)> = connection.fetch_optional(&sql("SELECT count(*) FROM users").scanning()).await?;
    Ok(row.and_then(|(users,)| u64::try_from(users).ok()).unwrap_or_default())
}

fn and_more(others: usize) -> String {
    if others == 0 { String::new() } else { format!(", and {others} more") }
}
