//! Changing the address of an account, and taking that back.

use crate::{
    ActivityKind, Auth, AuthError, Requester,
    db::{Awaited, Claimant, CodeOf, Confirmed, NewActivity, NewConfirmation, TakingBack, UserBy, is_same},
    email_confirmation::{MOST_MAILS, PAUSE},
    limits::{Of, Subject},
    outbox::MailKind,
};
use domain::{Email, Password};

impl Auth {
    /// Asks for another address for the session's owner. It becomes theirs when they confirm it from there. For one that
    /// has an account the answer and its time are the same: its owner is told by mail. Answers the address as it was
    /// understood.
    ///
    /// # Errors
    /// [`AuthError::WrongPassword`], [`AuthError::Email`], [`AuthError::SameEmail`], [`AuthError::NotLoggedIn`],
    /// [`AuthError::TooMany`], [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn request_email_change(
        &self,
        session_id: &str,
        email: &str,
        password: &Password,
        requester: &Requester,
    ) -> Result<Email, AuthError> {
        let session = self.required_session(session_id).await?;
        let email = Email::parse(email)?;
        if is_same(&email, &session.user.email) {
            return Err(AuthError::SameEmail);
        }
        let asking = self.check_password(&session, password, requester).await?;
        self.admit_mail_to(&email).await?;
        let (secrets, digests) = self.new_secrets().await?;
        let mut mail = match self.db.find_user_by(UserBy::Email(&email)).await? {
            Some(owner) => self.mail(MailKind::AlreadyRegistered, owner.user.id, &owner.user.email, requester)?,
            None => self.mail(MailKind::ConfirmNewAddress, session.user.id, &email, requester)?,
        };
        let turn = self.claim(&mut mail);
        let confirmation = NewConfirmation {
            claimant: Claimant::Owner(session.user.id, asking.password_version, Some(session.id)),
            email: &email,
            secrets: &digests,
            expires_at: mail.created_at.plus(MailKind::ConfirmNewAddress.lifetime()),
            enough_since: mail.created_at.minus(PAUSE),
            most_mails: MOST_MAILS,
            mail: &mail,
        };
        let queued = self.db.queue_confirmation(&confirmation).await?;
        tracing::info!(event = "email_change_requested", user = %session.user.id, ?queued);
        match queued {
            Awaited::Mailed => self.send_first(mail, secrets, turn).await,
            Awaited::MailedBefore => {}
            Awaited::Outdated => return Err(AuthError::WrongPassword),
        }
        Ok(email)
    }

    /// Forgets a change of address that was not confirmed yet; `false` when there is none.
    ///
    /// # Errors
    /// [`AuthError::NotLoggedIn`], [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn cancel_email_change(&self, session_id: &str) -> Result<bool, AuthError> {
        let session = self.required_session(session_id).await?;
        Ok(self.db.cancel_email_change(session.user.id).await?)
    }

    /// Puts the address before back and sets a new password, with the token or code that was mailed to that address: who
    /// changed it knew the password, so all sessions end, too. Answers the address.
    ///
    /// # Errors
    /// [`AuthError::Email`]; [`AuthError::Password`] when the password can't be used (the token stays good);
    /// [`AuthError::InvalidCode`]; [`AuthError::EmailTaken`] when another account has the address; [`AuthError::TooMany`],
    /// [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn undo_email_change(
        &self,
        email: &str,
        code: &str,
        password: &Password,
        requester: &Requester,
    ) -> Result<Email, AuthError> {
        let email = Email::parse(email)?;
        self.check_new_password(password, &email)?;
        self.admit_code(requester).await?;
        let token = self.presented(CodeOf::EmailUndo, Some(&email), code).await?.ok_or(AuthError::InvalidCode)?;
        let found = self.db.find_undo(&token, self.clock.now()).await?.ok_or(AuthError::InvalidCode)?;
        if !is_same(&email, &found.email) {
            return Err(AuthError::InvalidCode);
        }
        let password = self.hasher.hash(password).await?;
        let notice = self.mail(MailKind::PasswordChanged, found.user, &found.email, requester)?;
        let taking = TakingBack {
            token: &token,
            user: found.user,
            email: &found.email,
            password: &password,
            guesses: self.limit_keys.key(Subject::Guesses, Of::Account(&found.email)),
            activity: NewActivity::new(ActivityKind::EmailRestored, self.clock.now(), requester)?,
            mail: &notice,
        };
        match self.db.take_back(&taking).await? {
            Confirmed::Done | Confirmed::WithoutPassword => {
                tracing::info!(event = "email_restored", user = %found.user);
                self.announce_mails();
                Ok(found.email)
            }
            Confirmed::Taken => Err(AuthError::EmailTaken(found.email)),
            Confirmed::Nothing => Err(AuthError::InvalidCode),
        }
    }
}
