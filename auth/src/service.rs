//! The service itself: opening, closing, sweeping. What it does for people is in the modules beside this one.

use crate::{
    AuthConfig, AuthError, Clock, Limits, MailError, Meters, OpenError, PasswordPolicy, ReceivedMail, TokenShape,
    db::Db, hasher::PasswordHasher, limits::LimitKeys, mailer::Mailer, strength::Estimator,
};
use domain::Mode;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

/// What has happened to an account is remembered for so long.
const ACTIVITY_LIFETIME: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Accounts, sessions and password resets. Cheap to clone: clones share one database.
#[derive(Clone, Debug)]
pub struct Auth {
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
        Ok(Self {
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
            clock: config.clock,
        })
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
pub(crate) mod tests {
    use super::*;
    use crate::{
        ActivityKind, Confirmation, DatabaseConfig, HashCost, MailConfig, Requester, Timestamp,
        db::{NewActivity, UserBy},
    };
    use domain::{Email, Password};

    const BOB: &str = "bob@me.com";
    const CAROL: &str = "carol@me.com";

    #[test]
    fn the_private_name_that_the_crates_documentation_proves_unreachable_exists() {
        assert_eq!(std::any::type_name::<Db>(), "auth::db::Db");
    }

    /// A service in memory, in which Bob has an account. Such a database has one connection: who keeps it, keeps
    /// everybody else waiting.
    pub(crate) async fn service_with_bob() -> Auth {
        let config = AuthConfig {
            mode: Mode::Development,
            database: DatabaseConfig::new("sqlite::memory:"),
            mail: MailConfig::Mailbox("unused".into()),
            public_url: "http://localhost:5000".into(),
            clock: Clock::manual(Timestamp::from_millis(0)),
            hash_cost: HashCost::LOWEST,
            min_password_chars: AuthConfig::MIN_PASSWORD_CHARS,
            limits: Limits::of(Mode::Development),
        };
        let auth = Auth::open(config).await.unwrap();
        auth.register_user(BOB, &Password::new("x")).await.unwrap();
        auth
    }

    /// Lets other tasks go on until they wait for something that does not come.
    async fn let_others_go_on(auth: &Auth) {
        for _ in 0..50 {
            assert!(auth.create_session(BOB).await.unwrap().is_some(), "the connection is free");
        }
    }

    async fn disable(auth: &Auth, email: &str) {
        let user = auth.db.find_user_by(UserBy::Email(&Email::parse(email).unwrap())).await.unwrap().unwrap().user.id;
        let requester = Requester::operator();
        let activity = NewActivity::new(ActivityKind::DisabledByOperator, auth.clock.now(), &requester).unwrap();
        auth.db.disable(user, &activity).await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn what_waits_for_its_hash_while_the_account_is_disabled_does_nothing() {
        let auth = service_with_bob().await;
        let session = auth.create_session(BOB).await.unwrap().unwrap();
        let token = auth.get_reset_password_token(BOB).await.unwrap();
        let occupied = auth.hasher.occupy().await;
        let waiting = tokio::spawn({
            let auth = auth.clone();
            async move {
                let (password, other, requester) = (Password::new("x"), Password::new("y"), Requester::default());
                let (session, confirmation) = (session.expose(), Confirmation { password: &password, email: BOB });
                tokio::join!(
                    auth.log_in(BOB, &password, &requester),
                    auth.update_password(token.expose(), &other),
                    auth.change_password(session, &password, &other, &requester),
                    auth.request_email_change(session, CAROL, &password, &requester),
                    auth.delete_account(session, &confirmation, &requester),
                )
            }
        });
        let_others_go_on(&auth).await;
        disable(&auth, BOB).await;
        drop(occupied);
        let (log_in, reset, change, address, deletion) = waiting.await.unwrap();
        assert!(matches!(log_in, Err(AuthError::InvalidCredentials)), "{log_in:?}");
        assert!(matches!(reset, Err(AuthError::InvalidResetToken)), "{reset:?}");
        for refused in [change, address.map(drop), deletion] {
            assert!(matches!(refused, Err(AuthError::WrongPassword)), "{refused:?}");
        }
        let owner = auth.db.find_user_by(UserBy::Email(&Email::parse(BOB).unwrap())).await.unwrap().unwrap();
        assert!(auth.hasher.verify(&Password::new("x"), Some(&owner.password_hash)).await.unwrap());
    }

    #[tokio::test]
    async fn no_database_connection_is_held_while_a_password_is_hashed() {
        let auth = service_with_bob().await;
        let token = auth.get_reset_password_token(BOB).await.unwrap();
        let occupied = auth.hasher.occupy().await;
        let hashing = tokio::spawn({
            let auth = auth.clone();
            async move {
                let (password, other, requester) = (Password::new("x"), Password::new("y"), Requester::default());
                tokio::join!(
                    auth.register_user("alice@me.com", &password),
                    auth.log_in(BOB, &password, &requester),
                    auth.update_password(token.expose(), &other),
                )
            }
        });
        let_others_go_on(&auth).await;
        assert!(!hashing.is_finished(), "it went on without a permit");
        drop(occupied);
        let (registered, _, updated) = hashing.await.unwrap();
        assert!(registered.is_ok() && updated.is_ok());
    }

    #[tokio::test]
    async fn an_unknown_email_costs_the_hash_of_a_wrong_password() {
        let auth = service_with_bob().await;
        auth.register_user(CAROL, &Password::new("wrong")).await.unwrap();
        disable(&auth, CAROL).await;
        for email in [BOB, "nobody@me.com", CAROL] {
            let occupied = auth.hasher.occupy().await;
            let log_in = tokio::spawn({
                let auth = auth.clone();
                async move { auth.log_in(email, &Password::new("wrong"), &Requester::default()).await }
            });
            let_others_go_on(&auth).await;
            assert!(!log_in.is_finished(), "{email} was answered without a hash");
            drop(occupied);
            assert!(matches!(log_in.await.unwrap(), Err(AuthError::InvalidCredentials)), "{email}");
        }
    }
}
