//! A service of its own for each test, and a few named people.

use auth::{Auth, AuthConfig, Clock, HashCost, Mode, Password, Timestamp};
use sqlx::{AssertSqlSafe, SqlitePool};
use std::{ops::Deref, path::PathBuf};
use tempfile::TempDir;

pub(crate) const BOB: &str = "bob@me.com";
pub(crate) const ALICE: &str = "alice@me.com";
pub(crate) const PASSWORD: &str = "mySuperPwd";
pub(crate) const OTHER_PASSWORD: &str = "t4rt1fl3tt3";

/// A service on a file of its own; the file goes with it.
pub(crate) struct TestAuth {
    auth: Auth,
    pub(crate) clock: Clock,
    pub(crate) directory: TempDir,
}

impl TestAuth {
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut AuthConfig)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        // 2026-11-22T00:00:00Z
        let clock = Clock::manual(Timestamp::from_millis(1_795_305_600_000));
        let mut config = config(directory.path().to_owned(), clock.clone());
        change(&mut config);
        Self { auth: Auth::open(config).await.unwrap(), clock, directory }
    }

    /// A service in which Bob has an account.
    pub(crate) async fn with_bob() -> Self {
        let auth = Self::new().await;
        auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
        auth
    }

    /// A second process on the same file: a service that shares nothing else.
    pub(crate) async fn reopen(&self) -> Auth {
        Auth::open(config(self.directory.path().to_owned(), self.clock.clone())).await.unwrap()
    }

    pub(crate) async fn session_of(&self, email: &str, typed: &str) -> String {
        self.auth.log_in(email, &password(typed)).await.unwrap().token.expose().to_owned()
    }

    /// The address of the session's owner, if the session is live.
    pub(crate) async fn who(&self, session_id: &str) -> Option<String> {
        self.auth.get_user_from_session_id(session_id).await.unwrap().map(|user| user.email.to_string())
    }

    /// Does to the database what the service never would.
    pub(crate) async fn execute(&self, sql: &str) {
        let url = format!("sqlite:{}", self.directory.path().join("bienvenue.db").display());
        let pool = SqlitePool::connect(&url).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await.unwrap();
        pool.close().await;
    }

    pub(crate) async fn reset_token(&self, email: &str) -> String {
        self.auth.get_reset_password_token(email).await.unwrap().expose().to_owned()
    }
}

impl Deref for TestAuth {
    type Target = Auth;

    fn deref(&self) -> &Auth {
        &self.auth
    }
}

pub(crate) fn config(directory: PathBuf, clock: Clock) -> AuthConfig {
    AuthConfig {
        mode: Mode::Development,
        database_url: format!("sqlite:{}", directory.join("bienvenue.db").display()),
        mail_dir: directory.join("mail"),
        public_url: "http://localhost:5000".into(),
        clock,
        hash_cost: HashCost::LOWEST,
    }
}

pub(crate) fn password(typed: &str) -> Password {
    Password::new(typed)
}
