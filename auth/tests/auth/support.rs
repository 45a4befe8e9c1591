//! A service of its own for each test, and a few named people.

use auth::{
    Auth, AuthConfig, AuthError, Clock, DatabaseConfig, Email, HashCost, Limits, MailConfig, Mode, Operator, Password,
    ReceivedMail, Requester, ResetRequest, SmtpUrl, Timestamp, test_support::ScratchDatabase,
};
use std::{ops::Deref, path::PathBuf, time::Duration};
use tempfile::TempDir;

pub(crate) const BOB: &str = "bob@me.com";
pub(crate) const ALICE: &str = "alice@me.com";
pub(crate) const PASSWORD: &str = "mySuperPwd";
pub(crate) const OTHER_PASSWORD: &str = "t4rt1fl3tt3";
/// One that production takes.
pub(crate) const GOOD_PASSWORD: &str = "violet anchors sing";

/// A service on a database of its own, which goes with it.
pub(crate) struct TestAuth {
    auth: Auth,
    pub(crate) clock: Clock,
    pub(crate) database: ScratchDatabase,
    mails: TempDir,
}

impl TestAuth {
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// A service in production mode, whose mails stay in a mailbox all the same.
    pub(crate) async fn in_production() -> Self {
        Self::with(|config| config.mode = Mode::Production).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut AuthConfig)) -> Self {
        Self::on(ScratchDatabase::new().await, change).await
    }

    pub(crate) async fn on(database: ScratchDatabase, change: impl FnOnce(&mut AuthConfig)) -> Self {
        let mails = tempfile::tempdir().unwrap();
        // 2026-11-22T00:00:00Z
        let clock = Clock::manual(Timestamp::from_millis(1_795_305_600_000));
        let mut config = config(database.config(), mails.path().to_owned(), clock.clone());
        change(&mut config);
        Self { auth: Auth::open(config).await.unwrap(), clock, database, mails }
    }

    /// A service in which Bob has an account.
    pub(crate) async fn with_bob() -> Self {
        let auth = Self::new().await;
        auth.register_user(BOB, &password(PASSWORD)).await.unwrap();
        auth
    }

    /// Another service on the same database, with which it shares nothing else: a second instance, or a restart.
    pub(crate) async fn reopen(&self) -> Auth {
        self.reopen_with(|_| ()).await
    }

    pub(crate) async fn reopen_with(&self, change: impl FnOnce(&mut AuthConfig)) -> Auth {
        let mut config = config(self.database.config(), self.mails.path().to_owned(), self.clock.clone());
        change(&mut config);
        Auth::open(config).await.unwrap()
    }

    /// Who looks after the accounts of this service, from beside it.
    pub(crate) async fn operator(&self) -> Operator {
        let mut config = config(self.database.config(), "unused".into(), self.clock.clone());
        config.mode = self.auth.mode();
        Operator::open(config).await.unwrap()
    }

    pub(crate) fn auth(&self) -> &Auth {
        &self.auth
    }

    pub(crate) async fn session_of(&self, email: &str, typed: &str) -> String {
        self.auth.log_in(email, &password(typed), &Requester::default()).await.unwrap().token.expose().to_owned()
    }

    /// The address of the session's owner, if the session is live.
    pub(crate) async fn who(&self, session_id: &str) -> Option<String> {
        self.auth.get_user_from_session_id(session_id).await.unwrap().map(|user| user.email.to_string())
    }

    /// Sends what is due, and answers the subjects of all mails to an address, newest first.
    pub(crate) async fn subjects_to(&self, email: &str) -> Vec<String> {
        self.mails_to(email).await.into_iter().map(|mail| mail.subject).collect()
    }

    /// Sends what is due, and answers all mails to an address, newest first.
    pub(crate) async fn mails_to(&self, email: &str) -> Vec<ReceivedMail> {
        self.auth.send_due_mails().await.unwrap();
        let mut mails = self.auth.mailbox().await.unwrap();
        // So that what comes next is newer.
        self.clock.advance(Duration::from_millis(1));
        mails.retain(|mail| mail.to == email);
        mails
    }

    /// What the newest mail with secrets to an address brings.
    pub(crate) async fn secrets_to(&self, email: &str) -> MailedSecrets {
        self.mails_to(email).await.iter().find_map(|mail| MailedSecrets::of(&mail.text)).unwrap()
    }

    /// Signs up, from nowhere in particular.
    pub(crate) async fn sign_up(&self, email: &str, chosen: &Password) -> Result<Email, AuthError> {
        self.auth.sign_up(email, chosen, &Requester::default()).await
    }

    /// Asks for a reset mail, from nowhere in particular.
    pub(crate) async fn request_password_reset(&self, email: &str) -> Result<ResetRequest, AuthError> {
        self.auth.request_password_reset(email, &Requester::default()).await
    }

    /// Asks once more for the mail to an address, when there was time for that.
    pub(crate) async fn ask_again(&self, email: &str) {
        self.clock.advance(Duration::from_secs(60));
        self.auth.resend_confirmation(email, &Requester::default()).await.unwrap();
    }

    /// An account whose address is confirmed, in production.
    pub(crate) async fn confirmed(&self, email: &str) {
        self.sign_up(email, &password(GOOD_PASSWORD)).await.unwrap();
        let secrets = self.secrets_to(email).await;
        self.auth.confirm_email(Some(email), &secrets.token, &Requester::default()).await.unwrap();
    }

    pub(crate) async fn reset_token(&self, email: &str) -> String {
        self.auth.get_reset_password_token(email).await.unwrap().expose().to_owned()
    }
}

/// The two secrets in the text of a mail.
pub(crate) struct MailedSecrets {
    pub(crate) token: String,
    pub(crate) code: String,
}

impl MailedSecrets {
    pub(crate) fn of(text: &str) -> Option<Self> {
        let token = text.split("code=").nth(1)?.split_whitespace().next()?.to_owned();
        let is_code = |word: &&str| word.len() == 9 && word.find('-') == Some(4) && word.to_uppercase() == **word;
        let code = text.split_whitespace().find(is_code)?.to_owned();
        Some(Self { token, code })
    }
}

impl Deref for TestAuth {
    type Target = Auth;

    fn deref(&self) -> &Auth {
        &self.auth
    }
}

pub(crate) fn config(database: DatabaseConfig, mail_dir: PathBuf, clock: Clock) -> AuthConfig {
    AuthConfig {
        mode: Mode::Development,
        database,
        mail: MailConfig::Mailbox(mail_dir),
        public_url: "http://localhost:5000".into(),
        clock,
        hash_cost: HashCost::LOWEST,
        min_password_chars: AuthConfig::MIN_PASSWORD_CHARS,
        limits: Limits::of(Mode::Development),
    }
}

/// Mails leave through the mail server of this URL.
pub(crate) fn by_smtp(url: &str) -> MailConfig {
    MailConfig::Smtp { server: SmtpUrl::parse(url).unwrap(), from: "Bienvenue <accounts@example.org>".into() }
}

pub(crate) fn password(typed: &str) -> Password {
    Password::new(typed)
}
