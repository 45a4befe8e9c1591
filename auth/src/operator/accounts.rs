//! Making accounts, handing out links to choose a password by, and deleting accounts.

use super::{Account, Operator};
use crate::{
    ActivityKind, AuthError, Token,
    db::{NewAccount, NewResetToken, NewUser},
    mailer::link,
    outbox::MailKind,
    token::{self, TokenDigest},
};
use domain::{Email, Password, Timestamp, User};

/// By which somebody chooses a new password. It is a secret, so it has no `Debug`.
pub struct ResetLink {
    /// Where to.
    pub url: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// An account that was made.
pub struct Created {
    /// The account.
    pub account: Account,
    /// By which its owner chooses a password, where none was chosen for them.
    pub link: Option<ResetLink>,
}

impl Operator {
    /// Makes an account whose address is taken for its owner's, with this password or with a link to choose one by.
    /// Whoever is about to sign up with the address does not any more.
    ///
    /// # Errors
    /// [`AuthError::Password`] when the password can't be used; [`AuthError::EmailTaken`] when the address has an account,
    /// or is kept for who had it until lately; [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn create(&self, email: &Email, password: Option<&Password>) -> Result<Created, AuthError> {
        let (auth, now) = (&self.auth, self.auth.clock.now());
        let password_hash = match password {
            Some(password) => {
                auth.check_new_password(password, email)?;
                auth.hasher.hash(password).await?
            }
            None => auth.hasher.nobodys(),
        };
        let user = User { id: token::new_user_id()?, email: email.clone(), created_at: now };
        let (token, link) = self.new_link(&user)?;
        let (reset, link) = match password {
            Some(_) => (None, None),
            None => (Some(new_reset(&user, &token, now)), Some(link)),
        };
        let new = NewAccount {
            user: &NewUser {
                id: user.id,
                email,
                password_hash: &password_hash,
                created_at: now,
                verified_at: Some(now),
            },
            reset: reset.as_ref(),
            activity: &self.activity(ActivityKind::CreatedByOperator)?,
        };
        if !auth.db.add_account(&new).await? {
            return Err(AuthError::EmailTaken(user.email));
        }
        tracing::info!(event = "user_created_by_operator", user = %user.id);
        Ok(Created { account: Account { user, is_verified: true, disabled_at: None, sessions: 0 }, link })
    }

    /// Makes a link by which a person chooses a new password, as a mail would bring it, in place of what was mailed before;
    /// `None` when the account is disabled or gone.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn reset_link(&self, user: &User) -> Result<Option<ResetLink>, AuthError> {
        let (token, link) = self.new_link(user)?;
        let activity = self.activity(ActivityKind::ResetLinkByOperator)?;
        if !self.auth.db.hand_out_reset_token(&new_reset(user, &token, activity.happened_at), &activity).await? {
            return Ok(None);
        }
        tracing::info!(event = "reset_link_by_operator", user = %user.id);
        Ok(Some(link))
    }

    /// Removes everything that is stored about a person, and tells them by mail unless that is not wanted; `false` when
    /// there is no such account any more. There is no way back.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn delete(&self, user: &User, says_good_bye: bool) -> Result<bool, AuthError> {
        let mail = self.auth.mail(MailKind::AccountDeleted, user.id, &user.email, &self.requester)?;
        let is_deleted = self.auth.db.delete_user(user.id, None, says_good_bye.then_some(&mail)).await?;
        if is_deleted {
            tracing::info!(event = "account_deleted_by_operator", user = %user.id);
        }
        Ok(is_deleted)
    }

    fn new_link(&self, user: &User) -> Result<(TokenDigest, ResetLink), AuthError> {
        let token = Token::generate(self.auth.token_shape)?;
        let url = link::with_secret(&link::reset_page(&self.auth.public_url), &user.email, &token);
        let expires_at = self.auth.clock.now().plus(MailKind::PasswordReset.lifetime());
        Ok((token.digest(), ResetLink { url, expires_at }))
    }
}

fn new_reset<'a>(user: &'a User, token: &'a TokenDigest, now: Timestamp) -> NewResetToken<'a> {
    let expires_at = now.plus(MailKind::PasswordReset.lifetime());
    NewResetToken { user: user.id, email: &user.email, token, code: None, created_at: now, expires_at }
}
