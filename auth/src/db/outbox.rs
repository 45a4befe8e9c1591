//! Rows of `outbox`: mails on their way.

use super::{
    Db, DbError, Scope,
    statement::{Statement, sql},
    work::Fetch,
};
use crate::{
    outbox::{MailKind, QueuedMail},
    token::TokenDigest,
};
use domain::{Email, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// A mail about to be queued, together with what it tells of.
#[derive(Debug)]
pub(crate) struct NewMail<'a> {
    pub(crate) id: Uuid,
    pub(crate) user: UserId,
    pub(crate) kind: MailKind,
    pub(crate) recipient: &'a Email,
    pub(crate) created_at: Timestamp,
    pub(crate) due_at: Timestamp,
    /// 1 where whoever queues it tries at once.
    pub(crate) attempts: i64,
    pub(crate) expires_at: Timestamp,
}

#[derive(FromRow)]
struct OutboxRow {
    id: Uuid,
    user_id: Uuid,
    kind: String,
    recipient: String,
    created_at: i64,
    attempts: i64,
    expires_at: i64,
}

impl NewMail<'_> {
    /// The statement that queues it, for transactions.
    pub(super) fn insert(&self) -> Statement<'_> {
        sql("INSERT INTO outbox (id, user_id, kind, recipient, created_at, due_at, attempts, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(self.id)
        .bind(self.user)
        .bind(self.kind.code())
        .bind(self.recipient.as_str())
        .bind(self.created_at)
        .bind(self.due_at)
        .bind(self.attempts)
        .bind(self.expires_at)
    }

    /// The statement that drops the mails of this kind that it takes the place of, for transactions.
    pub(super) fn supersede(&self) -> Statement<'_> {
        sql("DELETE FROM outbox WHERE user_id = $1 AND kind = $2").bind(self.user).bind(self.kind.code())
    }
}

impl Db {
    /// Takes a mail that is due, and puts it off until `until`, so that nobody else takes it meanwhile; `None` when there
    /// is none.
    pub(crate) async fn take_due_mail(&self, now: Timestamp, until: Timestamp) -> Result<Option<QueuedMail>, DbError> {
        // The condition stands outside once more: of several who found the same row, one takes it.
        let statement = sql("UPDATE outbox SET due_at = $2, attempts = attempts + 1
                             WHERE due_at <= $1 AND id = (SELECT id FROM outbox WHERE due_at <= $1 AND expires_at > $1
                                                          ORDER BY due_at LIMIT 1)
                             RETURNING id, user_id, kind, recipient, created_at, attempts, expires_at")
        .bind(now)
        .bind(until);
        let row: Option<OutboxRow> = self.run(Scope::Write, &Fetch::new(statement)).await?;
        row.map(QueuedMail::try_from).transpose()
    }

    /// Puts a mail off, unless somebody else has tried it since this attempt.
    pub(crate) async fn put_mail_off(&self, id: Uuid, attempt: i64, until: Timestamp) -> Result<(), DbError> {
        let statement = sql("UPDATE outbox SET due_at = $1 WHERE id = $2 AND attempts = $3");
        self.write(statement.bind(until).bind(id).bind(attempt)).await.map(drop)
    }

    /// Forgets a mail, unless somebody else has tried it since this attempt: it has been handed over, or there is nothing
    /// to say any more.
    pub(crate) async fn forget_mail(&self, id: Uuid, attempt: i64) -> Result<(), DbError> {
        self.write(sql("DELETE FROM outbox WHERE id = $1 AND attempts = $2").bind(id).bind(attempt)).await.map(drop)
    }

    /// Gives a reset another token, because the one before is not known any more; `false` when the reset was made
    /// meanwhile, or asked for once more since `asked_at`.
    pub(crate) async fn renew_reset_token(
        &self,
        user: UserId,
        asked_at: Timestamp,
        token: &TokenDigest,
    ) -> Result<bool, DbError> {
        let statement =
            sql("UPDATE password_reset_tokens SET token_digest = $1 WHERE user_id = $2 AND created_at = $3");
        Ok(self.write(statement.bind(token).bind(user).bind(asked_at)).await? == 1)
    }
}

impl TryFrom<OutboxRow> for QueuedMail {
    type Error = DbError;

    fn try_from(row: OutboxRow) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            user: UserId(row.user_id),
            kind: MailKind::from_code(&row.kind).ok_or(DbError::Corrupt("outbox.kind"))?,
            recipient: Email::parse(&row.recipient).map_err(|_| DbError::Corrupt("outbox.recipient"))?,
            created_at: Timestamp::from_millis(row.created_at),
            attempts: row.attempts,
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}
