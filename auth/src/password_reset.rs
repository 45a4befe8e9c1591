//! Forgetting a password and choosing a new one.

use crate::{
    ActivityKind, Auth, AuthError, Requester, Token,
    db::{NewActivity, NewMail, NewResetToken, UserBy, email_key},
    mailer::{Mail, Secrets},
    outbox::{MailKind, TURN},
    token::{self, TokenDigest},
};
use domain::{Email, Mode, Password, Timestamp, User};
use std::time::Duration;

/// A reset token can be used for this long. Short, because mail lies around.
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// A password reset that was asked for.
#[derive(Debug)]
pub struct ResetRequest {
    /// The address: as the account has it in development, as it was asked for in production.
    pub email: Email,
    /// The token that was mailed, in development only: whoever gets it can take the account over.
    pub token: Option<Token>,
}

impl Auth {
    /// Issues a reset token for the account of an address. The one before, if any, no longer works.
    ///
    /// # Errors
    /// [`AuthError::UnknownEmail`] when there is no such account, [`AuthError::Email`],
    /// [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn get_reset_password_token(&self, email: &str) -> Result<Token, AuthError> {
        let owner = self.owner_of(email).await?;
        let now = self.clock.now();
        let token = Token::generate(self.token_shape)?;
        self.db.set_reset_token(&new_token(&owner, &token.digest(), now)).await?;
        tracing::info!(event = "reset_token_created", user = %owner.id);
        Ok(token)
    }

    /// Issues a reset token and mails it to the account's owner. Production answers the same for an address without an
    /// account, and mails nothing.
    ///
    /// # Errors
    /// As [`Auth::get_reset_password_token`]; in production, never [`AuthError::UnknownEmail`].
    pub async fn request_password_reset(&self, email: &str) -> Result<ResetRequest, AuthError> {
        let issued = self.mail_reset_token(email).await;
        match (self.mode, issued) {
            (Mode::Development, issued) => {
                issued.map(|(user, token)| ResetRequest { email: user.email, token: Some(token) })
            }
            (Mode::Production, Ok(_) | Err(AuthError::UnknownEmail)) => {
                Ok(ResetRequest { email: Email::parse(email)?, token: None })
            }
            (Mode::Production, Err(error)) => Err(error),
        }
    }

    /// Sets a new password for the owner of a reset token, uses the token up and ends all the owner's sessions.
    ///
    /// # Errors
    /// [`AuthError::Password`] when the password can't be used (the token stays good), [`AuthError::InvalidResetToken`],
    /// [`AuthError::Unavailable`], [`AuthError::Internal`].
    pub async fn update_password(&self, reset_token: &str, password: &Password) -> Result<(), AuthError> {
        self.claim_reset_token(None, reset_token, password, &Requester::default()).await.map(drop)
    }

    /// [`Auth::update_password`] for callers who also say whose token it is. Somebody else's address does not use the
    /// token up. Answers the address as the account has it.
    ///
    /// # Errors
    /// As [`Auth::update_password`], and [`AuthError::Email`].
    pub async fn reset_password(
        &self,
        email: &str,
        reset_token: &str,
        password: &Password,
        requester: &Requester,
    ) -> Result<Email, AuthError> {
        let email = Email::parse(email)?;
        self.claim_reset_token(Some(&email), reset_token, password, requester).await
    }

    /// Issues a token and queues its mail, both or neither, and sends the mail if it can be sent now.
    async fn mail_reset_token(&self, email: &str) -> Result<(User, Token), AuthError> {
        let owner = self.owner_of(email).await?;
        let (now, turn) = (self.clock.now(), self.mailer.turn());
        let token = Token::generate(self.token_shape)?;
        let mail = NewMail {
            id: token::random_uuid()?,
            user: owner.id,
            kind: MailKind::PasswordReset,
            recipient: &owner.email,
            created_at: now,
            due_at: if turn.is_some() { now.plus(TURN) } else { now },
            attempts: i64::from(turn.is_some()),
            expires_at: now.plus(LIFETIME),
        };
        self.db.queue_reset_mail(&new_token(&owner, &token.digest(), now), &mail).await?;
        tracing::info!(event = "reset_token_created", user = %owner.id);
        if let Some(turn) = turn {
            let secrets = Secrets { token: &token, code: token.expose(), lifetime: LIFETIME };
            let letter = Mail::password_reset(&owner.email, &self.public_url, &secrets);
            self.send_first(mail.id, letter, turn).await?;
        }
        Ok((owner, token))
    }

    async fn owner_of(&self, email: &str) -> Result<User, AuthError> {
        let email = Email::parse(email)?;
        Ok(self.db.find_user_by(UserBy::Email(&email)).await?.ok_or(AuthError::UnknownEmail)?.user)
    }

    /// Looks the token up before hashing, so that made-up tokens cost nothing, and claims it after hashing, so that
    /// no connection is held meanwhile. The claim decides; the look-up only saves work.
    async fn claim_reset_token(
        &self,
        owner: Option<&Email>,
        reset_token: &str,
        password: &Password,
        requester: &Requester,
    ) -> Result<Email, AuthError> {
        self.policy.check(password)?;
        // A code that is copied from a mail brings spaces along.
        let digest = Token::parse(reset_token.trim()).ok_or(AuthError::InvalidResetToken)?.digest();
        let found = self.db.find_user_by(UserBy::ResetToken(&digest, self.clock.now())).await?;
        let user = found.ok_or(AuthError::InvalidResetToken)?.user;
        if owner.is_some_and(|owner| email_key(owner) != email_key(&user.email)) {
            return Err(AuthError::InvalidResetToken);
        }
        let hash = self.hasher.hash(password).await?;
        let activity = NewActivity::new(ActivityKind::PasswordReset, self.clock.now(), requester)?;
        let claimed = self.db.reset_password(&digest, &hash, &activity).await?;
        let id = claimed.ok_or(AuthError::InvalidResetToken)?;
        tracing::info!(event = "password_reset", user = %id);
        Ok(user.email)
    }
}

fn new_token<'a>(owner: &User, token: &'a TokenDigest, now: Timestamp) -> NewResetToken<'a> {
    NewResetToken { user: owner.id, token, created_at: now, expires_at: now.plus(LIFETIME) }
}
