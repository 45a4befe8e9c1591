//! Signing up.

use crate::{Auth, AuthError, db::NewUser, token};
use domain::{Email, Password, User};

impl Auth {
    /// Makes an account. The address is trimmed and kept as typed; it is unique without regard to case.
    ///
    /// # Errors
    /// [`AuthError::Email`] or [`AuthError::Password`] when one of them can't be used, [`AuthError::EmailTaken`] when
    /// the address has an account, [`AuthError::Unavailable`] or [`AuthError::Internal`] when hashing or the
    /// database fails.
    pub async fn register_user(&self, email: &str, password: &Password) -> Result<User, AuthError> {
        let email = Email::parse(email)?;
        self.policy.check(password)?;
        let password_hash = self.hasher.hash(password).await?;
        let user = User { id: token::new_user_id()?, email, created_at: self.clock.now() };
        let new =
            NewUser { id: user.id, email: &user.email, password_hash: &password_hash, created_at: user.created_at };
        if !self.db.add_user(&new).await? {
            return Err(AuthError::EmailTaken(user.email));
        }
        tracing::info!(event = "user_created", user = %user.id);
        Ok(user)
    }
}
