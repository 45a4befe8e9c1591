//! Confirming an address: showing that one reads its mails.

use crate::{
    ActivityKind, Auth, AuthError, Requester, Token,
    db::{CodeOf, Confirmed, EmailChange, NewActivity, NewUndo, UserBy, is_same},
    outbox::MailKind,
    token::{self, TokenDigest},
};
use domain::{Email, User};
use std::time::Duration;

/// A mail can be asked for once more after this long,
const PAUSE: Duration = Duration::from_secs(60);
/// and so often in all, until the sign-up expires.
const MOST_MAILS: i64 = 5;

impl Auth {
    /// Uses up the token or code of a mail that asks to confirm an address: the account is made, or has this address from
    /// now on. A code has to come with its address; a token need not, but with another one it is not used up. Answers the
    /// address.
    ///
    /// # Errors
    /// [`AuthError::Email`], [`AuthError::InvalidCode`]; [`AuthError::EmailTaken`] when the address got an account
    /// meanwhile; [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn confirm_email(
        &self,
        email: Option<&str>,
        code: &str,
        requester: &Requester,
    ) -> Result<Email, AuthError> {
        let email = email.map(Email::parse).transpose()?;
        let token = self.presented(CodeOf::EmailConfirmation, email.as_ref(), code).await?;
        let token = token.ok_or(AuthError::InvalidCode)?;
        let now = self.clock.now();
        let found = self.db.find_confirmation(&token, now).await?.ok_or(AuthError::InvalidCode)?;
        if email.is_some_and(|email| !is_same(&email, &found.email)) {
            return Err(AuthError::InvalidCode);
        }
        let (done, is_change) = match &found.owner {
            None => (self.db.confirm_sign_up(&token, now).await?, false),
            Some(owner) if is_same(&owner.email, &found.email) => (self.db.confirm_own(&token, now).await?, false),
            Some(owner) => (self.change_email(owner, &found.email, &token, requester).await?, true),
        };
        match done {
            Confirmed::Done => {
                tracing::info!(event = "email_confirmed", user = %found.user, is_change);
                Ok(found.email)
            }
            Confirmed::Taken => Err(AuthError::EmailTaken(found.email)),
            Confirmed::Nothing => Err(AuthError::InvalidCode),
        }
    }

    /// Mails once more how to confirm an address, if that is awaited; not more than once a minute and five times in all.
    /// Never says whether it did, and takes the same time. Answers the address as it was understood.
    ///
    /// # Errors
    /// [`AuthError::Email`], [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn resend_confirmation(&self, email: &str) -> Result<Email, AuthError> {
        let email = Email::parse(email)?;
        let (secrets, digests) = self.new_secrets().await?;
        let now = self.clock.now();
        let owner = self.db.find_user_by(UserBy::Email(&email)).await?;
        let Some(waiting) = self.db.waiting_for(&email, now).await? else { return Ok(email) };
        let is_someone_elses = owner.as_ref().is_some_and(|owner| owner.user.id != waiting.user);
        if is_someone_elses || waiting.mails >= MOST_MAILS || waiting.asked_at > now.minus(PAUSE) {
            return Ok(email);
        }
        let is_change = !waiting.is_sign_up && owner.is_none();
        let kind = if is_change { MailKind::ConfirmNewAddress } else { MailKind::ConfirmAddress };
        let mut mail = self.mail(kind, waiting.user, &email, &Requester::default())?;
        let turn = self.claim(&mut mail);
        let no_password = self.hasher.nobodys();
        if self.db.queue_once_more(&waiting, &digests, &mail, &no_password).await? {
            self.send_first(mail, secrets, turn).await?;
        }
        Ok(email)
    }

    /// Gives an account another address, keeps the old one for who may want it back, and tells both.
    async fn change_email(
        &self,
        owner: &User,
        email: &Email,
        token: &TokenDigest,
        requester: &Requester,
    ) -> Result<Confirmed, AuthError> {
        let to_old = self.mail(MailKind::AddressChanged, owner.id, &owner.email, requester)?;
        let to_new = self.mail(MailKind::AddressIsNew, owner.id, email, requester)?;
        let change = EmailChange {
            token,
            owner,
            email,
            undo: NewUndo {
                id: token::random_uuid()?,
                user: owner.id,
                email: &owner.email,
                token: Token::generate(self.token_shape)?.digest(),
                created_at: to_old.created_at,
                expires_at: to_old.expires_at,
            },
            activity: NewActivity::new(ActivityKind::EmailChanged, to_old.created_at, requester)?,
            mails: [to_old, to_new],
        };
        let done = self.db.change_email(&change).await?;
        self.announce_mails();
        Ok(done)
    }
}
