//! Rows of `password_reset_tokens`.

use super::{Db, DbError, sessions::delete_sessions_of, sqlite::Connection, users::update_user};
use crate::{db::UserChange, hasher::PasswordHash, token::TokenDigest};
use domain::{Timestamp, UserId};
use uuid::Uuid;

/// A reset token about to be handed out.
#[derive(Debug)]
pub(crate) struct NewResetToken<'a> {
    pub(crate) user: UserId,
    pub(crate) token: &'a TokenDigest,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl Db {
    /// Stores a user's reset token in place of the one before, if any.
    pub(crate) async fn set_reset_token(&self, new: &NewResetToken<'_>) -> Result<(), DbError> {
        sqlx::query(
            "INSERT INTO password_reset_tokens (user_id, token_digest, created_at, expires_at)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (user_id) DO UPDATE SET token_digest = excluded.token_digest,
                 created_at = excluded.created_at, expires_at = excluded.expires_at",
        )
        .bind(new.user.0)
        .bind(new.token.0.to_vec())
        .bind(new.created_at.as_millis())
        .bind(new.expires_at.as_millis())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Uses a reset token up, sets its owner's password and ends all their sessions, all or nothing. `None` when the
    /// token is not (or no longer) good; then nothing has changed.
    pub(crate) async fn reset_password(
        &self,
        token: &TokenDigest,
        password: &PasswordHash,
        now: Timestamp,
    ) -> Result<Option<UserId>, DbError> {
        let mut transaction = self.begin().await?;
        let Some(user) = use_up(&mut transaction, token, now).await? else { return Ok(None) };
        update_user(&mut transaction, user, UserChange::Password(password)).await?;
        delete_sessions_of(&mut transaction, user).await?;
        transaction.commit().await?;
        Ok(Some(user))
    }
}

/// The claim: one statement, so of many at once exactly one gets the row.
async fn use_up(connection: &mut Connection, token: &TokenDigest, now: Timestamp) -> Result<Option<UserId>, DbError> {
    let user: Option<Uuid> = sqlx::query_scalar(
        "DELETE FROM password_reset_tokens WHERE token_digest = $1 AND expires_at > $2 RETURNING user_id",
    )
    .bind(token.0.to_vec())
    .bind(now.as_millis())
    .fetch_optional(connection)
    .await?;
    Ok(user.map(UserId))
}
