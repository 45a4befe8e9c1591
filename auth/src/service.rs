//! The service itself: opening, closing, sweeping. What it does for people is in the modules beside this one.

use crate::{
    AuthConfig, AuthError, Clock, Limits, MailError, Meters, OpenError, PasswordPolicy, ReceivedMail, TokenShape,
    db::Db, hasher::PasswordHasher, limits::LimitKeys, mailer::Mailer, strength::Estimator, uses::Uses,
};
use domain::Mode;
use std::{ops::Deref, sync::Arc, time::Duration};
use tokio::sync::Notify;

/// What has happened to an account is remembered for so long.
const ACTIVITY_LIFETIME: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Accounts, sessions and password resets. Cheap to clone, as each request does several times: clones share all of it.
#[derive(Clone, Debug)]
pub struct Auth(Arc<Service>);

/// What all clones share.
#[derive(Debug)]
pub struct Service {
    pub(crate) db: Db,
    pub(crate) hasher: PasswordHasher,
    pub(crate) estimator: Estimator,
    pub(crate) mailer: Mailer,
    pub(crate) clock: Clock,
    pub(crate) mode: Mode,
    pub(crate) policy: PasswordPolicy,
    pub(crate) token_shape: TokenShape,
    pub(crate) public_url: String,
    pub(crate) limits: Limits,
    pub(crate) limit_keys: LimitKeys,
    /// Wakes whoever looks for mails.
    pub(crate) mails: Arc<Notify>,
    pub(crate) meters: Arc<Meters>,
    pub(crate) uses: Arc<Uses>,
}

impl Deref for Auth {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.0
    }
}

/// What a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions that had ended.
    pub sessions: u64,
    /// Reset tokens that had expired.
    pub reset_tokens: u64,
    /// What had happened longer ago than is remembered.
    pub activities: u64,
    /// Mails that would come too late.
    pub mails: u64,
    /// Addresses that nobody has confirmed.
    pub confirmations: u64,
    /// Former addresses that can't be put back any more.
    pub undos: u64,
    /// Devices on which nobody signed in for a long time.
    pub devices: u64,
    /// Counters that count nothing any more.
    pub limits: u64,
}

impl Auth {
    /// Opens the database (creating it and its tables where they are missing) and the mailer.
    ///
    /// # Errors
    /// [`OpenError`] when the database can't be used; nothing has been changed then that a later start can't finish.
    pub async fn open(config: AuthConfig) -> Result<Self, OpenError> {
        // Before the database, which it would leave open.
        let mailer = Mailer::open(config.mail.clone(), config.clock.clone())?;
        let meters = Arc::<Meters>::default();
        let db = Db::open(&config.database).await?.counted_by(&meters);
        Ok(Self(Arc::new(Service {
            limit_keys: LimitKeys::new(db.limit_secret().await.map_err(|error| OpenError::Open(Box::new(error)))?),
            limits: config.limits,
            db,
            hasher: PasswordHasher::new(config.hash_cost).counted_by(&meters),
            estimator: Estimator::new(),
            mode: config.mode,
            policy: config.password_policy(),
            token_shape: config.token_shape(),
            mailer,
            public_url: config.public_url,
            mails: Arc::default(),
            meters,
            uses: Arc::default(),
            clock: config.clock,
        })))
    }

    /// Takes all connections to the database and keeps them until the answer is dropped.
    #[cfg(feature = "test-support")]
    pub async fn occupy_database(&self) -> crate::test_support::Occupied {
        self.db.occupy().await
    }

    /// Waits until everybody who tries to send a mail for the first time has done so.
    #[cfg(feature = "test-support")]
    pub async fn settle_mails(&self) {
        self.mailer.settle().await;
    }

    /// Lets the n-th statement to the database from now on fail, or none below one.
    #[cfg(feature = "test-support")]
    pub fn fail_statement(&self, nth: i64) {
        self.db.fail_statement(nth);
    }

    /// Whether there were too few statements for one to fail.
    #[cfg(feature = "test-support")]
    #[must_use]
    pub fn is_failure_ahead(&self) -> bool {
        self.db.is_failure_ahead()
    }

    /// How many rows each table has that a move takes along, and a digest of all their values.
    ///
    /// # Errors
    /// As every look-up has them.
    #[cfg(feature = "test-support")]
    pub async fn digests(&self) -> Result<Vec<crate::test_support::TableDigest>, AuthError> {
        Ok(self.db.digests().await?)
    }

    /// How many connections to PostgreSQL are in use.
    #[cfg(feature = "test-support")]
    #[must_use]
    pub fn occupied_connections(&self) -> usize {
        self.db.occupied_connections()
    }

    /// Finishes what is under way and closes the database.
    pub async fn close(&self) {
        if let Err(error) = self.note_uses().await {
            tracing::warn!(?error, "which sessions were used last could not be noted");
        }
        self.db.close().await;
    }

    /// The mode that the service was opened in.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What links in mails begin with: scheme, host and port.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// What a new password must be.
    #[must_use]
    pub fn password_policy(&self) -> PasswordPolicy {
        self.policy
    }

    /// Deletes what has expired. Expired rows are refused anyway; this only gives their space back.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails.
    pub async fn sweep(&self) -> Result<Swept, AuthError> {
        let now = self.clock.now();
        Ok(self.db.delete_expired(now, now.minus(ACTIVITY_LIFETIME)).await?)
    }

    /// Whether damage was found in what is stored. Nothing is written any more then, until the service starts on a sound
    /// database.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.db.is_damaged()
    }

    /// Reads everything that is stored in a SQLite file once, to find damage before anybody meets it.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails.
    pub async fn look_for_damage(&self) -> Result<(), AuthError> {
        Ok(self.db.look_for_damage().await?)
    }

    /// Whether mails are kept in a mailbox instead of being sent.
    #[must_use]
    pub fn has_mailbox(&self) -> bool {
        self.mailer.has_mailbox()
    }

    /// The mails that were kept instead of being sent, newest first; none where they are sent.
    ///
    /// # Errors
    /// [`MailError`] when the mailbox can't be read.
    pub async fn mailbox(&self) -> Result<Vec<ReceivedMail>, MailError> {
        self.mailer.received().await
    }
}

#[cfg(test)]
pub(crate) mod tests;
