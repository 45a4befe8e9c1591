//! The database: users, sessions and password reset tokens. The only place with SQL.
//!
//! SQLite lets one connection write and any number read at the same time. So does [`Db`]: one writer, which every
//! change waits for in turn, and a few read-only connections, which never wait for the writer.

mod error;
mod reset_tokens;
mod sessions;
mod sqlite;
mod users;

pub use error::OpenError;

pub(crate) use error::DbError;
pub(crate) use reset_tokens::NewResetToken;
pub(crate) use sessions::{LiveSession, NewSession};
pub(crate) use users::{NewUser, StoredUser, UserBy, UserChange, key as email_key};

use domain::Timestamp;
use sqlite::{Pool, Transaction};

/// Users, sessions and reset tokens. Its methods are the contract's `DB`; each is one statement or one transaction.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    writer: Pool,
    readers: Pool,
}

impl Db {
    /// Opens the database, creates what is missing and brings it to this version's schema.
    pub(crate) async fn open(url: &str) -> Result<Self, OpenError> {
        let (writer, readers) = sqlite::open(url).await?;
        Ok(Self { writer, readers })
    }

    /// Finishes what is under way and closes the files.
    pub(crate) async fn close(&self) {
        // Readers first: the last connection to close folds the write-ahead log into the database file.
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Deletes sessions and reset tokens that ended before `now`; answers how many of each.
    pub(crate) async fn delete_expired(&self, now: Timestamp) -> Result<(u64, u64), DbError> {
        let sessions = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(now.as_millis());
        let sessions = sessions.execute(&self.writer).await?.rows_affected();
        let tokens = sqlx::query("DELETE FROM password_reset_tokens WHERE expires_at <= $1").bind(now.as_millis());
        let tokens = tokens.execute(&self.writer).await?.rows_affected();
        Ok((sessions, tokens))
    }

    /// Begins a transaction that may read and then write.
    async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        sqlite::begin(&self.writer).await
    }
}
