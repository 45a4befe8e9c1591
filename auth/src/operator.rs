//! The operator runs the service, and looks after people's accounts from its command line, beside running servers.
//!
//! Nobody's password is asked for here, so this is a type of its own: no transport has one. Everything that it decides is
//! in the database, where every server looks with every request. Mails go by the outbox; the servers send them.

mod access;
mod accounts;
mod people;
mod who;

pub use access::EndedSessions;
pub use accounts::{Created, ResetLink};
pub use people::{Account, AccountDetails, Listing};
pub use who::Who;

use crate::{
    ActivityKind, Auth, AuthConfig, CheckError, DatabaseConfig, Requester,
    db::{Db, NewActivity},
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
    /// [`CheckError`] when it can't be opened, is not there, or has the schema of another version.
    pub async fn open(config: AuthConfig) -> Result<Self, CheckError> {
        Db::expect_current(&config.database).await?;
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
