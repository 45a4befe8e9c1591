//! Rows of `email_undos`: addresses that were changed lately, and can be put back.

use super::{
    Db, DbError, Scope, UserChange,
    activities::NewActivity,
    confirmations::{Confirmed, drop_confirmation, or_taken},
    devices::drop_devices,
    email_key,
    limits::forget_guesses,
    outbox::drop_all_mails,
    reset_tokens::drop_reset_token,
    sessions::delete_sessions_of,
    statement::{Connection, Statement, sql},
    users::{keep_enabled, update_user},
    work::{Fetch, FetchAll, Work},
};
use crate::{FormerEmail, hasher::PasswordHash, limits::LimitKey, outbox::QueuedMail, token::TokenDigest};
use domain::{Email, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// An address about to be changed, to be kept for who may want it back. Its secrets are made when they are mailed.
#[derive(Debug)]
pub(crate) struct NewUndo<'a> {
    pub(crate) id: Uuid,
    pub(crate) user: UserId,
    pub(crate) email: &'a Email,
    /// Of a token that nobody knows.
    pub(crate) token: TokenDigest,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// A change of address that can be undone.
#[derive(Debug)]
pub(crate) struct Undo {
    pub(crate) user: UserId,
    /// The address before.
    pub(crate) email: Email,
}

/// A change of address about to be undone, with a new password: whoever made it knew the one before.
#[derive(Debug)]
pub(crate) struct TakingBack<'a> {
    pub(crate) token: &'a TokenDigest,
    pub(crate) user: UserId,
    pub(crate) email: &'a Email,
    pub(crate) password: &'a PasswordHash,
    /// The counter of wrong passwords, which begins anew.
    pub(crate) guesses: LimitKey,
    pub(crate) activity: NewActivity<'a>,
    pub(crate) mail: &'a QueuedMail,
}

#[derive(FromRow)]
struct UndoRow {
    user_id: Uuid,
    email: String,
}

impl Db {
    /// The change that this token undoes, if it is good.
    pub(crate) async fn find_undo(&self, token: &TokenDigest, now: Timestamp) -> Result<Option<Undo>, DbError> {
        let statement = sql("SELECT user_id, email FROM email_undos WHERE token_digest = $1 AND expires_at > $2");
        let row: Option<UndoRow> = self.run(Scope::Read, &Fetch::new(statement.bind(token).bind(now))).await?;
        row.map(|row| {
            let email = Email::parse(&row.email).map_err(|_| DbError::Corrupt("email_undos.email"))?;
            Ok(Undo { user: UserId(row.user_id), email })
        })
        .transpose()
    }

    /// The addresses that a user had and can have back, the latest first.
    pub(crate) async fn former_emails_of(&self, user: UserId, now: Timestamp) -> Result<Vec<FormerEmail>, DbError> {
        let statement =
            sql("SELECT email, created_at, expires_at FROM email_undos WHERE user_id = $1 AND expires_at > $2
                             ORDER BY created_at DESC, id");
        let rows: Vec<(String, i64, i64)> =
            self.run(Scope::Read, &FetchAll::new(statement.bind(user).bind(now))).await?;
        let former = |(email, changed_at, kept_until): (String, i64, i64)| {
            let email = Email::parse(&email).map_err(|_| DbError::Corrupt("email_undos.email"))?;
            let (changed_at, kept_until) = (Timestamp::from_millis(changed_at), Timestamp::from_millis(kept_until));
            Ok(FormerEmail { email, changed_at, kept_until })
        };
        rows.into_iter().map(former).collect()
    }

    /// Puts an address back and sets a password, ends all sessions, and drops whatever else was begun meanwhile; all or
    /// nothing.
    pub(crate) async fn take_back(&self, taking: &TakingBack<'_>) -> Result<Confirmed, DbError> {
        or_taken(self.run(Scope::Transaction, taking).await)
    }
}

impl NewUndo<'_> {
    /// The statement that keeps it, for transactions.
    pub(super) fn insert(&self) -> Statement<'_> {
        sql("INSERT INTO email_undos (id, user_id, email, email_key, token_digest, code_hash, tries, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, '', 0, $6, $7)")
        .bind(self.id)
        .bind(self.user)
        .bind(self.email.as_str())
        .bind(email_key(self.email))
        .bind(&self.token)
        .bind(self.created_at)
        .bind(self.expires_at)
    }
}

impl Work for TakingBack<'_> {
    type Done = Confirmed;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Confirmed, sqlx::Error> {
        let now = self.activity.happened_at;
        if connection.execute(&keep_enabled(self.user)).await? == 0 {
            return Ok(Confirmed::Nothing);
        }
        let claim = sql("DELETE FROM email_undos WHERE token_digest = $1 AND expires_at > $2 RETURNING created_at");
        let claimed: Option<(i64,)> = connection.fetch_optional(&claim.bind(self.token).bind(now)).await?;
        let Some((changed_at,)) = claimed else { return Ok(Confirmed::Nothing) };
        let restore = sql("UPDATE users SET email = $1, email_key = $2, verified_at = $3 WHERE id = $4")
            .bind(self.email.as_str())
            .bind(email_key(self.email))
            .bind(now)
            .bind(self.user);
        connection.execute(&restore).await?;
        connection.execute(&update_user(self.user, &UserChange::Password(self.password))).await?;
        connection.execute(&delete_sessions_of(self.user)).await?;
        connection.execute(&drop_all_mails(self.user)).await?;
        for leftover in [
            // Whoever changed the address again can't put that one back.
            sql("DELETE FROM email_undos WHERE user_id = $1 AND created_at >= $2").bind(self.user).bind(changed_at),
            drop_confirmation(self.user),
            drop_reset_token(self.user),
            drop_devices(self.user),
            forget_guesses(self.guesses),
        ] {
            connection.execute(&leftover).await?;
        }
        connection.execute(&self.activity.of(self.user)).await?;
        connection.execute(&self.mail.insert()).await?;
        Ok(Confirmed::Done)
    }
}
