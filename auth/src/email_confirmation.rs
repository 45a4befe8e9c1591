//! Confirming an address: showing that one reads its mails.

use crate::{
    ActivityKind, Auth, AuthError, Requester, Token,
    db::{CodeOf, ConfirmSignUp, Confirmed, EmailChange, NewActivity, NewUndo, UserBy, Waiting, is_same},
    outbox::MailKind,
    token::{self, TokenDigest},
};
use domain::{Email, Mode, Timestamp, User};
use std::time::Duration;

/// A mail can be asked for once more after this long,
pub(crate) const PAUSE: Duration = Duration::from_secs(60);
/// and so often in all, until the sign-up expires.
pub(crate) const MOST_MAILS: i64 = 5;

/// An address that was confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedEmail {
    /// The address.
    pub email: Email,
    /// Whether its account has a password. It has none where more than one person signed up with the address: which of
    /// them reads its mails was not known, so its owner chooses a new one, as if it were forgotten.
    pub has_password: bool,
}

impl Auth {
    /// Uses up the token or code of a mail that asks to confirm an address: the account is made, or has this address from
    /// now on. A code has to come with its address; a token need not, but with another one it is not used up.
    ///
    /// # Errors
    /// [`AuthError::Email`], [`AuthError::InvalidCode`]; [`AuthError::EmailTaken`] when the address got an account
    /// meanwhile; [`AuthError::TooMany`], [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn confirm_email(
        &self,
        email: Option<&str>,
        code: &str,
        requester: &Requester,
    ) -> Result<ConfirmedEmail, AuthError> {
        let email = email.map(Email::parse).transpose()?;
        self.admit_code(requester).await?;
        let token = self.presented(CodeOf::EmailConfirmation, email.as_ref(), code).await?;
        let token = token.ok_or(AuthError::InvalidCode)?;
        let now = self.clock.now();
        let found = self.db.find_confirmation(&token, now).await?.ok_or(AuthError::InvalidCode)?;
        if email.is_some_and(|email| !is_same(&email, &found.email)) {
            return Err(AuthError::InvalidCode);
        }
        let done = match &found.owner {
            None => {
                let no_password = &self.hasher.nobodys();
                let (user, email) = (found.user, &found.email);
                self.db.confirm_sign_up(&ConfirmSignUp { token: &token, user, email, no_password, now }).await?
            }
            // Made on a desk, where whoever signed up was not asked whether the address is theirs: a reset is the way in.
            Some(owner) if is_same(&owner.email, &found.email) && self.mode == Mode::Production => Confirmed::Nothing,
            Some(owner) if is_same(&owner.email, &found.email) => self.db.confirm_own(&token, now).await?,
            Some(owner) => self.change_email(owner, &found.email, &token, requester).await?,
        };
        match done {
            Confirmed::Done | Confirmed::WithoutPassword => {
                tracing::info!(event = "email_confirmed", user = %found.user, ?done);
                Ok(ConfirmedEmail { email: found.email, has_password: done == Confirmed::Done })
            }
            Confirmed::Taken => Err(AuthError::EmailTaken(found.email)),
            Confirmed::Nothing => Err(AuthError::InvalidCode),
        }
    }

    /// Mails once more how to confirm an address, if that is awaited; not more than once a minute and five times in all.
    /// Never says whether it did, and takes the same time. Answers the address as it was understood.
    ///
    /// # Errors
    /// [`AuthError::Email`], [`AuthError::TooMany`], [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn resend_confirmation(&self, email: &str, requester: &Requester) -> Result<Email, AuthError> {
        let email = Email::parse(email)?;
        self.admit_mail_request(requester).await?;
        let (secrets, digests) = self.new_secrets().await?;
        let now = self.clock.now();
        let owner = self.db.find_user_by(UserBy::Email(&email)).await?;
        let may_mail = self.may_mail_to(&email).await?;
        let waiting = self.db.waiting_for(&email, now).await?.filter(|waiting| {
            let is_useless = owner.as_ref().is_some_and(|owner| {
                owner.user.id != waiting.user || owner.is_disabled || self.mode == Mode::Production
            });
            may_mail && !is_useless && waiting.mails < MOST_MAILS && waiting.asked_at <= now.minus(PAUSE)
        });
        // For nobody, everything is done as well: only there is nothing to change.
        let waiting = waiting.map_or_else(|| nobody_waiting(&email, now), Ok)?;
        let is_change = !waiting.is_sign_up && owner.is_none();
        let kind = if is_change { MailKind::ConfirmNewAddress } else { MailKind::ConfirmAddress };
        // It tells who asked for the address, not who asks for the mail.
        let mut mail = self.mail(kind, waiting.user, &waiting.email, &waiting.requester)?;
        mail.expires_at = Timestamp::min(mail.expires_at, waiting.expires_at);
        let turn = self.claim(&mut mail);
        let is_from_elsewhere = !waiting.requester.is_from_where(requester);
        if self.db.queue_once_more(waiting.asked_at, is_from_elsewhere, &digests, &mail).await? {
            self.send_first(mail, secrets, turn).await;
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

fn nobody_waiting(email: &Email, now: Timestamp) -> Result<Waiting, AuthError> {
    Ok(Waiting {
        user: token::new_user_id()?,
        email: email.clone(),
        requester: Requester::default(),
        is_sign_up: true,
        asked_at: now,
        mails: 0,
        expires_at: now.plus(PAUSE),
    })
}
