//! Forgetting a password and choosing a new one.

use crate::{
    ActivityKind, Auth, AuthError, Requester, Token,
    db::{CodeOf, NewActivity, NewResetToken, PasswordReset, UserBy, is_same},
    outbox::MailKind,
    token,
};
use domain::{Email, Mode, Password, User};

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
        let owner = self.owner_of(&Email::parse(email)?).await?;
        let created_at = self.clock.now();
        let token = Token::generate(self.token_shape)?;
        let expires_at = created_at.plus(MailKind::PasswordReset.lifetime());
        let new = NewResetToken {
            user: owner.id,
            email: &owner.email,
            token: &token.digest(),
            code: None,
            created_at,
            expires_at,
        };
        self.db.set_reset_token(&new).await?;
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

    /// Issues a token and queues its mail, both or neither, and sends the mail if it can be sent now. An unknown address
    /// takes the same time.
    async fn mail_reset_token(&self, email: &str) -> Result<(User, Token), AuthError> {
        let email = Email::parse(email)?;
        let (secrets, digests) = self.new_secrets().await?;
        let owner = self.db.find_user_by(UserBy::Email(&email)).await?.map(|found| found.user);
        // Somebody else, who is not there.
        let owner = owner.map_or_else(|| self.nobody(email), Ok)?;
        let mut mail = self.mail(MailKind::PasswordReset, owner.id, &owner.email, &Requester::default())?;
        let turn = self.claim(&mut mail);
        let new = NewResetToken {
            user: owner.id,
            email: &owner.email,
            token: &digests.token,
            code: Some(&digests.code),
            created_at: mail.created_at,
            expires_at: mail.expires_at,
        };
        if !self.db.queue_reset_mail(&new, &mail).await? {
            return Err(AuthError::UnknownEmail);
        }
        tracing::info!(event = "reset_token_created", user = %owner.id);
        let token = secrets.token.clone();
        self.send_first(mail, secrets, turn).await?;
        Ok((owner, token))
    }

    fn nobody(&self, email: Email) -> Result<User, AuthError> {
        Ok(User { id: token::new_user_id()?, email, created_at: self.clock.now() })
    }

    async fn owner_of(&self, email: &Email) -> Result<User, AuthError> {
        Ok(self.db.find_user_by(UserBy::Email(email)).await?.ok_or(AuthError::UnknownEmail)?.user)
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
        // Before anything is used up or counted.
        match owner {
            Some(owner) => self.check_new_password(password, owner)?,
            None => self.policy.check(password)?,
        }
        let presented = self.presented(CodeOf::PasswordReset, owner, reset_token).await?;
        let digest = presented.ok_or(AuthError::InvalidResetToken)?;
        let found = self.db.find_user_by(UserBy::ResetToken(&digest, self.clock.now())).await?;
        let user = found.ok_or(AuthError::InvalidResetToken)?.user;
        if owner.is_some_and(|owner| !is_same(owner, &user.email)) {
            return Err(AuthError::InvalidResetToken);
        }
        self.check_new_password(password, &user.email)?;
        let hash = self.hasher.hash(password).await?;
        let activity = NewActivity::new(ActivityKind::PasswordReset, self.clock.now(), requester)?;
        let reset = PasswordReset {
            token: &digest,
            password: &hash,
            proves_address: self.mode == Mode::Production,
            activity: &activity,
            notice: &self.mail(MailKind::PasswordChanged, user.id, &user.email, requester)?,
        };
        let id = self.db.reset_password(&reset).await?.ok_or(AuthError::InvalidResetToken)?;
        self.announce_mails();
        tracing::info!(event = "password_reset", user = %id);
        Ok(user.email)
    }
}
