//! Rows of `password_reset_tokens`.

use super::{
    Db, DbError, Scope, UserChange,
    activities::NewActivity,
    outbox::NewMail,
    sessions::delete_sessions_of,
    statement::{Connection, Statement, sql},
    users::update_user,
    work::Work,
};
use crate::{hasher::PasswordHash, token::TokenDigest};
use domain::{Timestamp, UserId};

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
        self.write(new.replace()).await.map(drop)
    }

    /// [`Db::set_reset_token`] together with the mail that brings it, in place of the mail before, if that is still on
    /// its way.
    pub(crate) async fn queue_reset_mail(&self, new: &NewResetToken<'_>, mail: &NewMail<'_>) -> Result<(), DbError> {
        self.run(Scope::Transaction, &QueueResetMail { new, mail }).await
    }

    /// Uses a reset token up, sets its owner's password and ends all their sessions, all or nothing. `None` when the
    /// token is not (or no longer) good; then nothing has changed.
    pub(crate) async fn reset_password(
        &self,
        token: &TokenDigest,
        password: &PasswordHash,
        activity: &NewActivity<'_>,
    ) -> Result<Option<UserId>, DbError> {
        self.run(Scope::Transaction, &ResetPassword { token, password, activity }).await
    }
}

impl NewResetToken<'_> {
    fn replace(&self) -> Statement<'_> {
        sql("INSERT INTO password_reset_tokens (user_id, token_digest, created_at, expires_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (user_id) DO UPDATE SET token_digest = excluded.token_digest,
                 created_at = excluded.created_at, expires_at = excluded.expires_at")
        .bind(self.user)
        .bind(self.token)
        .bind(self.created_at)
        .bind(self.expires_at)
    }
}

/// The transaction of [`Db::queue_reset_mail`].
struct QueueResetMail<'a> {
    new: &'a NewResetToken<'a>,
    mail: &'a NewMail<'a>,
}

impl Work for QueueResetMail<'_> {
    type Done = ();

    async fn on(&self, connection: &mut Connection<'_>) -> Result<(), sqlx::Error> {
        connection.execute(&self.new.replace()).await?;
        connection.execute(&self.mail.supersede()).await?;
        connection.execute(&self.mail.insert()).await?;
        Ok(())
    }
}

/// The transaction of [`Db::reset_password`].
struct ResetPassword<'a> {
    token: &'a TokenDigest,
    password: &'a PasswordHash,
    activity: &'a NewActivity<'a>,
}

impl Work for ResetPassword<'_> {
    type Done = Option<UserId>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Option<UserId>, sqlx::Error> {
        let Some((id,)) = connection.fetch_optional(&self.use_up()).await? else { return Ok(None) };
        let user = UserId(id);
        connection.execute(&update_user(user, &UserChange::Password(self.password))).await?;
        connection.execute(&delete_sessions_of(user)).await?;
        connection.execute(&self.activity.of(user)).await?;
        Ok(Some(user))
    }
}

impl ResetPassword<'_> {
    /// The claim: one statement, so of many at once exactly one gets the row.
    fn use_up(&self) -> Statement<'_> {
        sql("DELETE FROM password_reset_tokens WHERE token_digest = $1 AND expires_at > $2 RETURNING user_id")
            .bind(self.token)
            .bind(self.activity.happened_at)
    }
}
