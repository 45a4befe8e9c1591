//! Rows of `password_reset_tokens`.

use super::{
    Db, DbError, Scope, UserChange,
    activities::NewActivity,
    confirmations::drop_change,
    decoys::decoy_of,
    devices::{NewDevice, drop_devices},
    email_key,
    limits::forget_guesses,
    outbox::drop_mails,
    sessions::delete_sessions_of,
    statement::{Connection, Statement, sql},
    users::{update_user, verify},
    work::Work,
};
use crate::{
    hasher::PasswordHash,
    limits::LimitKey,
    outbox::{MailKind, QueuedMail},
    token::TokenDigest,
};
use domain::{Email, Timestamp, UserId};

/// A reset token about to be handed out.
#[derive(Debug)]
pub(crate) struct NewResetToken<'a> {
    pub(crate) user: UserId,
    /// The account's address, to which it goes.
    pub(crate) email: &'a Email,
    pub(crate) token: &'a TokenDigest,
    /// Of the code that is mailed besides; `None` where nothing is mailed.
    pub(crate) code: Option<&'a PasswordHash>,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// A password about to be replaced by who holds a reset token.
#[derive(Debug)]
pub(crate) struct PasswordReset<'a> {
    pub(crate) token: &'a TokenDigest,
    pub(crate) password: &'a PasswordHash,
    /// Whether the token can only have come by mail, or from an operator, who knows whose address it is.
    pub(crate) proves_address: bool,
    /// The counter of wrong passwords, which begins anew.
    pub(crate) guesses: LimitKey,
    /// Where that happens. All others become strange.
    pub(crate) device: NewDevice<'a>,
    pub(crate) activity: &'a NewActivity<'a>,
    pub(crate) notice: &'a QueuedMail,
}

impl Db {
    /// Stores a user's reset token in place of the one before, if any.
    pub(crate) async fn set_reset_token(&self, new: &NewResetToken<'_>) -> Result<(), DbError> {
        self.write(new.replace()).await.map(drop)
    }

    /// [`Db::set_reset_token`] together with the mail that brings it, in place of the mail before, if that is still on
    /// its way; `false`, at the same cost, when there is no such user or they are disabled.
    pub(crate) async fn queue_reset_mail(&self, new: &NewResetToken<'_>, mail: &QueuedMail) -> Result<bool, DbError> {
        self.run(Scope::Transaction, &QueueResetMail { new, mail }).await
    }

    /// [`Db::set_reset_token`] for an operator who hands it out, in place of a mail that is still on its way; `false` when
    /// there is no such user or they are disabled.
    pub(crate) async fn hand_out_reset_token(
        &self,
        new: &NewResetToken<'_>,
        activity: &NewActivity<'_>,
    ) -> Result<bool, DbError> {
        self.run(Scope::Transaction, &HandOut { new, activity }).await
    }

    /// Uses a reset token up, sets its owner's password and ends all their sessions, all or nothing; answers whether the
    /// device needs another cookie. `None` when the token is not (or no longer) good; then no password has changed.
    pub(crate) async fn reset_password(&self, reset: &PasswordReset<'_>) -> Result<Option<bool>, DbError> {
        self.run(Scope::Transaction, reset).await
    }
}

impl NewResetToken<'_> {
    /// The tries go on counting while there is one that has not expired: who guesses does not get more by asking.
    pub(super) fn replace(&self) -> Statement<'_> {
        sql("INSERT INTO password_reset_tokens (user_id, email_key, token_digest, code_hash, tries, created_at, expires_at)
             SELECT id, email_key, $3, $4, 0, $5, $6 FROM users
             WHERE id = $1 AND email_key = $2 AND disabled_at IS NULL
             ON CONFLICT (user_id) DO UPDATE SET email_key = excluded.email_key, token_digest = excluded.token_digest,
                 code_hash = excluded.code_hash,
                 tries = CASE WHEN password_reset_tokens.expires_at > excluded.created_at
                              THEN password_reset_tokens.tries ELSE 0 END,
                 created_at = excluded.created_at, expires_at = excluded.expires_at")
        .bind(self.user)
        .bind(email_key(self.email))
        .bind(self.token)
        .bind(self.code.map_or("", |hash| &hash.0))
        .bind(self.created_at)
        .bind(self.expires_at)
    }
}

/// The transaction of [`Db::queue_reset_mail`].
struct QueueResetMail<'a> {
    new: &'a NewResetToken<'a>,
    mail: &'a QueuedMail,
}

impl Work for QueueResetMail<'_> {
    type Done = bool;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<bool, sqlx::Error> {
        let is_known = connection.execute(&self.new.replace()).await? == 1;
        connection.execute(&self.mail.supersede()).await?;
        if is_known {
            connection.execute(&self.mail.insert()).await?;
        } else {
            connection.execute(&decoy_of(&self.mail.recipient, self.mail.created_at)).await?;
        }
        Ok(is_known)
    }
}

/// The transaction of [`Db::hand_out_reset_token`].
struct HandOut<'a> {
    new: &'a NewResetToken<'a>,
    activity: &'a NewActivity<'a>,
}

impl Work for HandOut<'_> {
    type Done = bool;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<bool, sqlx::Error> {
        if connection.execute(&self.new.replace()).await? == 0 {
            return Ok(false);
        }
        connection.execute(&drop_mails(self.new.user, MailKind::PasswordReset)).await?;
        connection.execute(&self.activity.of(self.new.user)).await?;
        Ok(true)
    }
}

impl Work for PasswordReset<'_> {
    type Done = Option<bool>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Option<bool>, sqlx::Error> {
        let Some((id,)) = connection.fetch_optional(&self.use_up()).await? else { return Ok(None) };
        let user = UserId(id);
        // It may have been disabled since the claim.
        if connection.execute(&update_user(user, &UserChange::Password(self.password))).await? == 0 {
            return Ok(None);
        }
        if self.proves_address {
            connection.execute(&verify(user, self.activity.happened_at)).await?;
        }
        connection.execute(&delete_sessions_of(user)).await?;
        for leftover in [drop_change(user), drop_devices(user), forget_guesses(self.guesses)] {
            connection.execute(&leftover).await?;
        }
        connection.execute(&self.activity.of(user)).await?;
        connection.execute(&self.notice.insert()).await?;
        self.device.remember(user, self.activity.happened_at, connection).await.map(Some)
    }
}

impl PasswordReset<'_> {
    /// The claim: one statement, so of many at once exactly one gets the row.
    fn use_up(&self) -> Statement<'_> {
        sql("DELETE FROM password_reset_tokens WHERE token_digest = $1 AND expires_at > $2
                 AND email_key = (SELECT email_key FROM users WHERE id = user_id AND disabled_at IS NULL)
             RETURNING user_id")
        .bind(self.token)
        .bind(self.activity.happened_at)
    }
}

/// The statement that makes a user's reset token useless, for transactions.
pub(super) fn drop_reset_token(user: UserId) -> Statement<'static> {
    sql("DELETE FROM password_reset_tokens WHERE user_id = $1").bind(user)
}
