//! Looking after an account: its devices, its password, what is stored, and deleting it.

mod devices;

pub use devices::Device;

use crate::{
    Activity, ActivityKind, Auth, AuthError, Requester,
    db::{LiveSession, NewActivity, PasswordChange, StoredUser, UserBy, is_same},
    outbox::MailKind,
};
use domain::{Email, Password, SessionId, Timestamp, User};
use std::{sync::Arc, time::Duration};

/// A password that was given is asked for again after this long.
const CONFIRMATION_LIFETIME: Duration = Duration::from_secs(15 * 60);
/// As much as people look over; the rest is in their data.
pub(crate) const RECENT_ACTIVITIES: i64 = 20;
/// Far more than anybody's 90 days have.
const ALL_ACTIVITIES: i64 = 100_000;

/// The session that a request presents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentSession {
    /// Its public id.
    pub id: SessionId,
    /// Whose it is.
    pub user: User,
    /// Whether the password was given in it within the last 15 minutes.
    pub confirmed: bool,
}

/// What a person looks over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountData {
    /// Who asks, and in which session.
    pub session: CurrentSession,
    /// Whether the address is known to be its owner's.
    pub is_verified: bool,
    /// The address that they asked for in its place and have not confirmed yet.
    pub awaited_email: Option<Email>,
    /// Where they are signed in, the device used last first.
    pub devices: Vec<Device>,
    /// What has happened, the latest first.
    pub activities: Vec<Activity>,
}

/// Everything that is stored about a person, but for what opens the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountExport {
    /// What the account page shows, with all activities.
    pub data: AccountData,
    /// The addresses that the account had, as long as they can be put back.
    pub former_emails: Vec<FormerEmail>,
    /// The mails that are on their way.
    pub mails: Vec<MailOnItsWay>,
}

/// An address that an account had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerEmail {
    /// The address.
    pub email: Email,
    /// When the account got another one.
    pub changed_at: Timestamp,
    /// Until then it can be put back, and nobody else can have it.
    pub kept_until: Timestamp,
}

/// A mail that the mail server has not taken yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailOnItsWay {
    /// What it is about, in the words of the database: `password_changed`.
    pub kind: String,
    /// The address that it goes to.
    pub to: Email,
    /// When what it tells of happened.
    pub created_at: Timestamp,
}

/// What shows that a person means it.
#[derive(Clone, Debug)]
pub struct Confirmation<'a> {
    /// The account's password.
    pub password: &'a Password,
    /// The account's e-mail address, typed once more.
    pub email: &'a str,
}

impl Auth {
    /// What its owner may look over: devices, and what has happened lately.
    ///
    /// # Errors
    /// [`AuthError::NotLoggedIn`] when the session has ended, [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn overview(&self, session_id: &str) -> Result<AccountData, AuthError> {
        let session = self.required_session(session_id).await?;
        self.data_of(&session, RECENT_ACTIVITIES).await
    }

    /// Everything stored about the session's owner, for download.
    ///
    /// # Errors
    /// [`AuthError::NotConfirmed`] when the password was not given lately; as [`Auth::overview`].
    pub async fn export(&self, session_id: &str, requester: &Requester) -> Result<AccountExport, AuthError> {
        let session = self.confirmed_session(session_id).await?;
        let activity = NewActivity::new(ActivityKind::DataDownloaded, self.clock.now(), requester)?;
        self.db.add_activity(session.user.id, &activity).await?;
        let user = session.user.id;
        tracing::info!(event = "data_downloaded", %user);
        Ok(AccountExport {
            former_emails: self.db.former_emails_of(user, self.clock.now()).await?,
            mails: self.db.mails_to(user).await?,
            data: self.data_of(&session, ALL_ACTIVITIES).await?,
        })
    }

    /// Takes the password once more, so that sensitive changes don't ask for it during the next 15 minutes.
    ///
    /// # Errors
    /// [`AuthError::WrongPassword`]; as [`Auth::overview`].
    pub async fn confirm_password(
        &self,
        session_id: &str,
        password: &Password,
        requester: &Requester,
    ) -> Result<(), AuthError> {
        let session = self.required_session(session_id).await?;
        self.check_password(&session, password, requester).await?;
        Ok(self.db.confirm_session(session.id, self.clock.now()).await?)
    }

    /// Replaces the password and ends all other sessions.
    ///
    /// # Errors
    /// [`AuthError::WrongPassword`] for the current one, [`AuthError::Password`] for the new one; as
    /// [`Auth::overview`].
    pub async fn change_password(
        &self,
        session_id: &str,
        current: &Password,
        new: &Password,
        requester: &Requester,
    ) -> Result<(), AuthError> {
        let session = self.required_session(session_id).await?;
        let found = self.check_password(&session, current, requester).await?;
        self.check_new_password(new, &session.user.email)?;
        let password = self.hasher.hash(new).await?;
        let activity = NewActivity::new(ActivityKind::PasswordChanged, self.clock.now(), requester)?;
        let notice = self.mail(MailKind::PasswordChanged, session.user.id, &session.user.email, requester)?;
        let change = PasswordChange {
            user: session.user.id,
            session: session.id,
            password_version: found.password_version,
            password: &password,
            activity: &activity,
            notice: &notice,
        };
        if !self.db.change_password(&change).await? {
            return Err(AuthError::WrongPassword);
        }
        self.announce_mails();
        tracing::info!(event = "password_changed", user = %session.user.id);
        Ok(())
    }

    /// Removes everything that is stored about the session's owner. There is no way back.
    ///
    /// # Errors
    /// [`AuthError::WrongPassword`], [`AuthError::NotMeant`]; as [`Auth::overview`].
    pub async fn delete_account(
        &self,
        session_id: &str,
        confirmation: &Confirmation<'_>,
        requester: &Requester,
    ) -> Result<(), AuthError> {
        let session = self.required_session(session_id).await?;
        let typed = Email::parse(confirmation.email).ok();
        if !typed.is_some_and(|typed| is_same(&typed, &session.user.email)) {
            return Err(AuthError::NotMeant);
        }
        let found = self.check_password(&session, confirmation.password, requester).await?;
        let good_bye = self.mail(MailKind::AccountDeleted, session.user.id, &session.user.email, requester)?;
        if !self.db.delete_user(session.user.id, Some(found.password_version), Some(&good_bye)).await? {
            return Err(AuthError::WrongPassword);
        }
        self.announce_mails();
        tracing::info!(event = "account_deleted", user = %session.user.id);
        Ok(())
    }

    pub(crate) async fn required_session(&self, session_id: &str) -> Result<Arc<LiveSession>, AuthError> {
        self.live_session(session_id).await?.ok_or(AuthError::NotLoggedIn)
    }

    /// The session, if its owner's password was given lately.
    async fn confirmed_session(&self, session_id: &str) -> Result<Arc<LiveSession>, AuthError> {
        let session = self.required_session(session_id).await?;
        if self.is_confirmed(&session) { Ok(session) } else { Err(AuthError::NotConfirmed) }
    }

    fn is_confirmed(&self, session: &LiveSession) -> bool {
        session.confirmed_at > self.clock.now().minus(CONFIRMATION_LIFETIME)
    }

    /// Whether this is the password of the session's owner. A wrong one is written down like a failed sign-in. Counted by
    /// session, so that whoever took one over does not keep the owner from using theirs.
    pub(crate) async fn check_password(
        &self,
        session: &LiveSession,
        password: &Password,
        requester: &Requester,
    ) -> Result<StoredUser, AuthError> {
        if password.check().is_err() {
            return Err(AuthError::WrongPassword);
        }
        let counted = self.admit_password_again(session.id).await?;
        let found = self.db.find_user_by(UserBy::Id(session.user.id)).await?.ok_or(AuthError::NotLoggedIn)?;
        let found = self.verified(Some(found), password, requester).await?.ok_or(AuthError::WrongPassword)?;
        self.give_back(&counted).await;
        Ok(found)
    }

    async fn data_of(&self, session: &LiveSession, most: i64) -> Result<AccountData, AuthError> {
        let user = session.user.id;
        Ok(AccountData {
            is_verified: session.is_verified,
            awaited_email: self.db.awaited_email(user, self.clock.now()).await?,
            devices: self.devices_of(user).await?,
            activities: self.db.activities_of(user, most).await?,
            session: CurrentSession {
                confirmed: self.is_confirmed(session),
                id: session.id,
                user: session.user.clone(),
            },
        })
    }
}
