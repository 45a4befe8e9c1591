//! The operator runs the service, and looks after people's accounts from its command line, beside running servers.
//!
//! Nobody's password is asked for here, so this is a type of its own: no transport has one. Everything that it decides is
//! in the database, where every server looks with every request. Mails go by the outbox; the servers send them.

mod access;
mod accounts;
mod error;
mod people;
mod who;

pub use access::EndedSessions;
pub use accounts::{Created, ResetLink};
pub use error::{NotReady, OperatorOpenError};
pub use people::{Account, AccountDetails, Listing};
pub use who::Who;

use crate::{
    ActivityKind, Auth, AuthConfig, DatabaseConfig, DatabaseState, Requester, db::NewActivity, inspect_database,
};

/// Looks after people's accounts.
#[derive(Debug)]
pub struct Operator {
    auth: Auth,
    /// As whom everything is written down.
    requester: Requester,
}

impl Operator {
    /// Opens a database that servers have made, and leaves its schema as it is.
    ///
    /// # Errors
    /// [`OperatorOpenError`] when it can't be opened, is not there, or has the schema of another version.
    pub async fn open(config: AuthConfig) -> Result<Self, OperatorOpenError> {
        match inspect_database(&config.database).await? {
            DatabaseState::Schema { found, ours } if found == ours => {}
            DatabaseState::Schema { found, ours } if found < ours => return Err(NotReady::Older { found, ours }.into()),
            DatabaseState::Schema { found, ours } => return Err(NotReady::Newer { found, ours }.into()),
            DatabaseState::InMemory => return Err(NotReady::InMemory.into()),
            DatabaseState::Missing { .. } => return Err(NotReady::Missing.into()),
            DatabaseState::Empty => return Err(NotReady::Empty.into()),
        }
        let database = DatabaseConfig { create: false, ..config.database };
        let auth = Auth::open(AuthConfig { database, ..config }).await?;
        Ok(Self { auth, requester: Requester::operator() })
    }

    /// Finishes what is under way and closes the database.
    pub async fn close(&self) {
        self.auth.close().await;
    }

    fn activity(&self, kind: ActivityKind) -> Result<NewActivity<'_>, getrandom::Error> {
        NewActivity::new(kind, self.auth.clock.now(), &self.requester)
    }
}
