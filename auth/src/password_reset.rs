//! Forgetting a password and choosing a new one.

use crate::{
    ActivityKind, Auth, AuthError, Requester, Token,
    db::{CodeOf, NewActivity, NewDevice, NewResetToken, PasswordReset, UserBy, is_same},
    limits::{Of, Subject},
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

/// A password that was set with a reset token.
#[derive(Debug)]
pub struct Reset {
    /// The address, as the account has it.
    pub email: Email,
    /// As in [`LogIn`](crate::LogIn): whoever reads the account's mails signs in next, while strangers may still guess.
    pub device: Option<Token>,
}

impl Auth {
    /// Issues a reset token for the account of an address. The one before, if any, no longer works.
    ///
    /// # Errors
    /// [`AuthError::UnknownEmail`] when there is no such account or it is disabled, [`AuthError::Email`],
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
    /// As [`Auth::get_reset_password_token`]; in production, never [`AuthError::UnknownEmail`]. [`AuthError::TooMany`] when
    /// too many were asked for from one network. For one address, production mails nothing more, and answers the same.
    pub async fn request_password_reset(&self, email: &str, requester: &Requester) -> Result<ResetRequest, AuthError> {
        let email = Email::parse(email)?;
        self.admit_mail_request(requester).await?;
        let issued = self.mail_reset_token(&email, requester).await;
        match (self.mode, issued) {
            (Mode::Development, issued) => {
                issued.map(|(user, token)| ResetRequest { email: user.email, token: Some(token) })
            }
            // How many mails an address has got is as little told as whether it has an account.
            (Mode::Production, Ok(_) | Err(AuthError::UnknownEmail | AuthError::TooMany { .. })) => {
                Ok(ResetRequest { email, token: None })
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
    /// token up.
    ///
    /// # Errors
    /// As [`Auth::update_password`]; [`AuthError::Email`], [`AuthError::TooMany`].
    pub async fn reset_password(
        &self,
        email: &str,
        reset_token: &str,
        password: &Password,
        requester: &Requester,
    ) -> Result<Reset, AuthError> {
        let email = Email::parse(email)?;
        self.claim_reset_token(Some(&email), reset_token, password, requester).await
    }

    /// Issues a token and queues its mail, both or neither, and sends the mail if it can be sent now. An unknown address
    /// takes the same time, and so does that of a disabled account.
    async fn mail_reset_token(&self, email: &Email, requester: &Requester) -> Result<(User, Token), AuthError> {
        self.admit_reset(email, requester).await?;
        let (secrets, digests) = self.new_secrets().await?;
        let owner = self.db.find_user_by(UserBy::Email(email)).await?.map(|found| found.user);
        // Somebody else, who is not there.
        let owner = owner.map_or_else(|| self.nobody(email.clone()), Ok)?;
        let mut mail = self.mail(MailKind::PasswordReset, owner.id, &owner.email, requester)?;
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
        self.send_first(mail, secrets, turn).await;
        Ok((owner, token))
    }

    fn nobody(&self, email: Email) -> Result<User, AuthError> {
        Ok(User { id: token::new_user_id()?, email, created_at: self.clock.now() })
    }

    async fn owner_of(&self, email: &Email) -> Result<User, AuthError> {
        let found = self.db.find_user_by(UserBy::Email(email)).await?.filter(|owner| !owner.is_disabled);
        Ok(found.ok_or(AuthError::UnknownEmail)?.user)
    }

    /// Looks the token up before hashing, so that made-up tokens cost nothing, and claims it after hashing, so that
    /// no connection is held meanwhile. The claim decides; the look-up only saves work.
    async fn claim_reset_token(
        &self,
        owner: Option<&Email>,
        reset_token: &str,
        password: &Password,
        requester: &Requester,
    ) -> Result<Reset, AuthError> {
        // Before anything is used up or counted.
        match owner {
            Some(owner) => self.check_new_password(password, owner)?,
            None => self.policy.check(password)?,
        }
        self.admit_code(requester).await?;
        let presented = self.presented(CodeOf::PasswordReset, owner, reset_token).await?;
        let digest = presented.ok_or(AuthError::InvalidResetToken)?;
        let found = self.db.find_user_by(UserBy::ResetToken(&digest, self.clock.now())).await?;
        let user = found.ok_or(AuthError::InvalidResetToken)?.user;
        if owner.is_some_and(|owner| !is_same(owner, &user.email)) {
            return Err(AuthError::InvalidResetToken);
        }
        self.check_new_password(password, &user.email)?;
        let hash = self.hasher.hash(password).await?;
        let now = self.clock.now();
        let activity = NewActivity::new(ActivityKind::PasswordReset, now, requester)?;
        let device = Token::generate(self.token_shape)?;
        let reset = PasswordReset {
            token: &digest,
            password: &hash,
            proves_address: self.mode == Mode::Production,
            guesses: self.limit_keys.key(Subject::Guesses, Of::Account(&user.email)),
            device: NewDevice::new(requester, &device, now)?,
            activity: &activity,
            notice: &self.mail(MailKind::PasswordChanged, user.id, &user.email, requester)?,
        };
        let is_device_new = self.db.reset_password(&reset).await?.ok_or(AuthError::InvalidResetToken)?;
        self.announce_mails();
        tracing::info!(event = "password_reset", user = %user.id);
        Ok(Reset { email: user.email, device: is_device_new.then_some(device) })
    }
}
