//! Logging in, being recognised, logging out.

use crate::{
    ActivityKind, Auth, AuthError, Requester, Token,
    caller::recognise,
    db::{Counted, LiveSession, NewActivity, NewDevice, NewSession, StoredUser, UserBy, UserChange},
    outbox::MailKind,
    token,
    uses::Use,
};
use domain::{Email, Password, Timestamp, User, UserId};
use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A session ends this long after it was last used.
const IDLE_LIFETIME: Duration = DAY.saturating_mul(14);
/// A session ends this long after log-in, however much it is used (NIST SP 800-63B-4, section 2.1.3: at most 30 days).
const TOTAL_LIFETIME: Duration = DAY.saturating_mul(30);
/// The use of a session is written down at most this often; so it may end that much early.
const NOTE_INTERVAL: Duration = Duration::from_secs(60);

/// A log-in that succeeded.
#[derive(Debug)]
pub struct LogIn {
    /// Who logged in.
    pub user: User,
    /// The secret of the new session, for the person's cookie.
    pub token: Token,
    /// The secret of this device, for a cookie of its own, where it has none of ours yet. It opens nothing; whoever
    /// presents it may try again while strangers guess.
    pub device: Option<Token>,
}

/// A sign-in whose password was right.
struct Authenticated {
    found: StoredUser,
    /// What was counted for it.
    counted: Counted,
}

/// A session that has begun.
struct Begun {
    token: Token,
    device: Option<Token>,
}

impl Auth {
    /// Whether the password is the account's. Never fails: what goes wrong is logged, and the answer is no.
    pub async fn valid_login(&self, email: &str, password: &Password) -> bool {
        match self.authenticate(email, password, &Requester::default()).await {
            Ok(authenticated) => {
                self.give_back(&authenticated.counted).await;
                true
            }
            Err(AuthError::Internal(cause) | AuthError::Unavailable(cause)) => {
                tracing::error!(%cause, "a log-in could not be checked");
                false
            }
            Err(_) => false,
        }
    }

    /// Begins a session for the account of an address, without asking for a password; `None` when there is none, or it is
    /// disabled.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when randomness or the database fails.
    pub async fn create_session(&self, email: &str) -> Result<Option<Token>, AuthError> {
        let Ok(email) = Email::parse(email) else { return Ok(None) };
        match self.db.find_user_by(UserBy::Email(&email)).await? {
            Some(found) => {
                let nothing = Authenticated { found, counted: Counted::default() };
                let begun = self.begin_session(&nothing, None, &Requester::default()).await?;
                Ok(begun.map(|begun| begun.token))
            }
            None => Ok(None),
        }
    }

    /// Checks the password and begins a session. Sessions on other devices go on.
    ///
    /// # Errors
    /// [`AuthError::InvalidCredentials`] for a wrong password and, after the same time, for an address that is unknown or
    /// whose account is disabled;
    /// [`AuthError::TooMany`] when there were too many of either, whatever the password;
    /// [`AuthError::Email`] or [`AuthError::Password`] for what can't be anyone's;
    /// [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn log_in(&self, email: &str, password: &Password, requester: &Requester) -> Result<LogIn, AuthError> {
        let authenticated = self.authenticate(email, password, requester).await?;
        let confirmed_at = Some(self.clock.now());
        let begun = self.begin_session(&authenticated, confirmed_at, requester).await?;
        let Begun { token, device } = begun.ok_or(AuthError::InvalidCredentials)?;
        let user = authenticated.found.user;
        tracing::info!(event = "login_success", user = %user.id);
        Ok(LogIn { user, token, device })
    }

    /// Who holds this session token, if anyone does; notes that the session is in use.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails.
    pub async fn get_user_from_session_id(&self, session_id: &str) -> Result<Option<User>, AuthError> {
        Ok(self.live_session(session_id).await?.map(|session| session.user.clone()))
    }

    /// The session of this token, if it has not ended; notes that it is in use.
    pub(crate) async fn live_session(&self, session_id: &str) -> Result<Option<Arc<LiveSession>>, AuthError> {
        let Some(token) = Token::parse(session_id) else { return Ok(None) };
        let now = self.clock.now();
        let found = self.db.find_session(&token.digest(), now).await?;
        let found = found.filter(|session| self.may_sign_in(session.is_verified));
        if let Some(session) = &found {
            recognise(session.user.id);
            self.note_use(session, now);
        }
        Ok(found)
    }

    /// Brings the sessions of a SQLite file into memory, before those who hold them come and would wait for theirs to be
    /// looked up. Takes its time, so that whoever asks meanwhile hardly notices.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails; sessions are looked up then.
    pub async fn recall_sessions(&self) -> Result<(), AuthError> {
        Ok(self.db.recall_sessions(self.clock.now()).await?)
    }

    /// Waits until so much has changed since anybody asked that all sessions had to be forgotten: time to recall them.
    pub async fn sessions_were_forgotten(&self) {
        self.db.sessions_were_forgotten().await;
    }

    /// How many sessions are in memory; `None` where none ever is.
    #[must_use]
    pub fn remembered_sessions(&self) -> Option<u64> {
        self.db.remembered_sessions().map(|sessions| sessions as u64)
    }

    /// Ends all sessions of a user, on every device.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails.
    pub async fn destroy_session(&self, user: UserId) -> Result<(), AuthError> {
        let ended = self.db.delete_sessions_of(user).await?;
        tracing::info!(event = "sessions_ended", %user, ended);
        Ok(())
    }

    /// Ends the session of this token and no other; `false` when there was none.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails; the session then goes on.
    pub async fn log_out(&self, session_id: &str, requester: &Requester) -> Result<bool, AuthError> {
        let Some(token) = Token::parse(session_id) else { return Ok(false) };
        let now = self.clock.now();
        let Some(session) = self.db.find_session(&token.digest(), now).await? else { return Ok(false) };
        let activity = NewActivity::new(ActivityKind::SignedOut, now, requester)?;
        let ended = self.db.end_session(session.user.id, session.id, &activity).await?;
        if ended {
            tracing::info!(event = "logout", user = %session.user.id);
        }
        Ok(ended)
    }

    /// The account of these credentials. An unknown address, or that of a disabled account, costs the time of a wrong
    /// password.
    async fn authenticate(
        &self,
        email: &str,
        password: &Password,
        requester: &Requester,
    ) -> Result<Authenticated, AuthError> {
        let email = Email::parse(email)?;
        password.check()?;
        let counted = self.admit_sign_in(&email, requester).await?;
        let found = self.db.find_user_by(UserBy::Email(&email)).await?;
        let found = found.filter(|found| !found.is_disabled && self.may_sign_in(found.is_verified));
        let Some(found) = self.verified(found, password, requester).await? else {
            tracing::info!(event = "login_failure");
            return Err(AuthError::InvalidCredentials);
        };
        self.renew_hash(&found, password).await;
        Ok(Authenticated { found, counted })
    }

    /// Gives back what was counted for something that succeeded. Best effort: it comes back with time as well.
    pub(crate) async fn give_back(&self, counted: &Counted) {
        if let Err(error) = self.db.give_back(counted).await {
            tracing::warn!(?error, "what was counted could not be given back");
        }
    }

    /// In production, nobody whose address may be somebody else's.
    fn may_sign_in(&self, is_verified: bool) -> bool {
        is_verified || self.mode.is_development()
    }

    /// The user, if there is one and this is their password. A wrong one is written down; nobody's costs the same time.
    pub(crate) async fn verified(
        &self,
        found: Option<StoredUser>,
        password: &Password,
        requester: &Requester,
    ) -> Result<Option<StoredUser>, AuthError> {
        let matches = self.hasher.verify(password, found.as_ref().map(|found| &found.password_hash)).await?;
        if !matches {
            let activity = NewActivity::new(ActivityKind::SignInFailed, self.clock.now(), requester)?;
            let user = found.as_ref().map_or_else(token::new_user_id, |found| Ok(found.user.id))?;
            self.db.add_activity(user, &activity).await?;
        }
        Ok(found.filter(|_| matches))
    }

    /// Replaces a hash of a lower cost than today's. Best effort: a log-in never fails because of it.
    async fn renew_hash(&self, found: &StoredUser, password: &Password) {
        if !self.hasher.is_outdated(&found.password_hash) {
            return;
        }
        let renewed = async {
            let new = self.hasher.hash(password).await?;
            let change = UserChange::RenewedHash { old: &found.password_hash, new: &new };
            self.db.update_user(found.user.id, change).await.map_err(AuthError::from)
        };
        if let Err(error) = renewed.await {
            tracing::warn!(user = %found.user.id, ?error, "a password hash could not be renewed");
        }
    }

    async fn begin_session(
        &self,
        authenticated: &Authenticated,
        confirmed_at: Option<Timestamp>,
        requester: &Requester,
    ) -> Result<Option<Begun>, AuthError> {
        let Authenticated { found, counted } = authenticated;
        let (token, device) = (Token::generate(self.token_shape)?, Token::generate(self.token_shape)?);
        let now = self.clock.now();
        let activity = NewActivity::new(ActivityKind::SignedIn, now, requester)?;
        let notice = self.mail(MailKind::NewDevice, found.user.id, &found.user.email, requester)?;
        let new = NewSession {
            id: token::new_session_id()?,
            token: &token.digest(),
            user: found.user.id,
            password_version: found.password_version,
            created_at: now,
            expires_at: expiry(now, now),
            confirmed_at,
            requester,
            activity: &activity,
            notice: &notice,
            counted,
            device: NewDevice::new(requester, &device, now)?,
        };
        let Some(begun) = self.db.add_session(&new).await? else { return Ok(None) };
        self.meters.sessions_begun.increase();
        recognise(found.user.id);
        if begun.is_told {
            self.announce_mails();
        }
        Ok(Some(Begun { token, device: begun.is_device_new.then_some(device) }))
    }

    /// Best effort: who could be recognised is let in, even if that can't be written down.
    fn note_use(&self, session: &LiveSession, now: Timestamp) {
        let noted = session.noted_at.load(Relaxed);
        let is_due = noted <= now.minus(NOTE_INTERVAL).as_millis();
        // Of those who use it at the same time, one does it.
        if is_due && session.noted_at.compare_exchange(noted, now.as_millis(), Relaxed, Relaxed).is_ok() {
            self.uses.add(session.id, Use { at: now, expires_at: expiry(session.created_at, now) });
        }
    }
}

/// When a session ends that began and was last used at these times.
fn expiry(created_at: Timestamp, last_seen_at: Timestamp) -> Timestamp {
    Timestamp::min(last_seen_at.plus(IDLE_LIFETIME), created_at.plus(TOTAL_LIFETIME))
}
