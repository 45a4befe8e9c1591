//! Signing up.

use crate::{
    Auth, AuthError, Requester,
    db::{Awaited, Claimant, NewConfirmation, NewUser, UserBy},
    email_confirmation::{MOST_MAILS, PAUSE},
    hasher::PasswordHash,
    outbox::{MailKind, QueuedMail},
    secrets::{SecretDigests, Secrets},
    token,
};
use domain::{Email, Mode, Password, Timestamp, User};
use std::time::Duration;

/// Who has not confirmed an address by then has to sign up anew.
pub(crate) const SIGN_UP_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl Auth {
    /// Makes an account. The address is trimmed and kept as typed; it is unique without regard to case.
    ///
    /// # Errors
    /// [`AuthError::Email`] or [`AuthError::Password`] when one of them can't be used, [`AuthError::EmailTaken`] when
    /// the address has an account, [`AuthError::Unavailable`] or [`AuthError::Internal`] when hashing or the
    /// database fails.
    pub async fn register_user(&self, email: &str, password: &Password) -> Result<User, AuthError> {
        let email = Email::parse(email)?;
        self.check_new_password(password, &email)?;
        let password_hash = self.hasher.hash(password).await?;
        let user = User { id: token::new_user_id()?, email, created_at: self.clock.now() };
        if !self.db.add_user(&new_user(&user, &password_hash)).await? {
            return Err(AuthError::EmailTaken(user.email));
        }
        tracing::info!(event = "user_created", user = %user.id);
        Ok(user)
    }

    /// Lets somebody sign up, and mails them how to confirm their address. Development makes the account at once;
    /// production makes it when the address is confirmed, and answers the same, after the same time, for one that has an
    /// account: its owner is told by mail. Answers the address as it was understood.
    ///
    /// # Errors
    /// As [`Auth::register_user`]; in production, never [`AuthError::EmailTaken`]. [`AuthError::TooMany`].
    pub async fn sign_up(&self, email: &str, password: &Password, requester: &Requester) -> Result<Email, AuthError> {
        let email = Email::parse(email)?;
        self.check_new_password(password, &email)?;
        self.admit_sign_up(requester).await?;
        let (password, secrets) = tokio::join!(self.hasher.hash(password), self.new_secrets());
        let (password, (secrets, digests)) = (password?, secrets?);
        let user = User { id: token::new_user_id()?, email, created_at: self.clock.now() };
        let signing_up = SigningUp { user, password, digests, requester };
        match self.mode {
            Mode::Development => self.sign_up_at_once(&signing_up, secrets).await?,
            Mode::Production => self.sign_up_later(&signing_up, secrets).await?,
        }
        Ok(signing_up.user.email)
    }

    async fn sign_up_at_once(&self, new: &SigningUp<'_>, secrets: Secrets) -> Result<(), AuthError> {
        let SigningUp { user, password, .. } = new;
        let mut mail = self.mail(MailKind::ConfirmAddress, user.id, &user.email, new.requester)?;
        let turn = self.claim(&mut mail);
        let confirmation = new.confirmation(Claimant::Owner(user.id, 1, None), &mail);
        if !self.db.add_unconfirmed_user(&new_user(user, password), &confirmation).await? {
            return Err(AuthError::EmailTaken(user.email.clone()));
        }
        tracing::info!(event = "user_created", user = %user.id);
        self.send_first(mail, secrets, turn).await;
        Ok(())
    }

    /// Stores the same for everybody, so that it takes the same time. What nobody has the secrets of, nobody confirms.
    async fn sign_up_later(&self, new: &SigningUp<'_>, secrets: Secrets) -> Result<(), AuthError> {
        let SigningUp { user, password, .. } = new;
        let mut mail = match self.db.find_user_by(UserBy::Email(&user.email)).await? {
            Some(owner) => self.mail(MailKind::AlreadyRegistered, owner.user.id, &owner.user.email, new.requester)?,
            None => self.mail(MailKind::ConfirmAddress, user.id, &user.email, new.requester)?,
        };
        let turn = self.claim(&mut mail);
        let mut confirmation = new.confirmation(Claimant::Newcomer(user.id, password), &mail);
        if !self.may_mail_to(&user.email).await? {
            confirmation.enough_since = Timestamp::from_millis(0);
        }
        let queued = self.db.queue_confirmation(&confirmation).await?;
        tracing::info!(event = "sign_up_requested", ?queued);
        match queued {
            Awaited::Mailed => self.send_first(mail, secrets, turn).await,
            Awaited::MailedBefore | Awaited::Outdated => {}
        }
        Ok(())
    }
}

/// Somebody who signs up.
struct SigningUp<'a> {
    user: User,
    password: PasswordHash,
    digests: SecretDigests,
    requester: &'a Requester,
}

impl SigningUp<'_> {
    fn confirmation<'a>(&'a self, claimant: Claimant<'a>, mail: &'a QueuedMail) -> NewConfirmation<'a> {
        NewConfirmation {
            claimant,
            email: &self.user.email,
            secrets: &self.digests,
            expires_at: mail.created_at.plus(SIGN_UP_LIFETIME),
            enough_since: mail.created_at.minus(PAUSE),
            most_mails: MOST_MAILS,
            mail,
        }
    }
}

fn new_user<'a>(user: &'a User, password_hash: &'a PasswordHash) -> NewUser<'a> {
    NewUser { id: user.id, email: &user.email, password_hash, created_at: user.created_at, verified_at: None }
}
