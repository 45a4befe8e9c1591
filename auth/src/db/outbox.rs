//! Rows of `outbox`: mails on their way.

use super::{
    Db, DbError, Scope,
    statement::{Statement, sql},
    work::{Fetch, FetchAll},
};
use crate::{
    MailOnItsWay, Requester,
    outbox::{MailKind, QueuedMail},
};
use domain::{Email, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
struct OutboxRow {
    id: Uuid,
    user_id: Uuid,
    kind: String,
    recipient: String,
    created_at: i64,
    due_at: i64,
    attempts: i64,
    expires_at: i64,
    device: String,
    network: String,
}

impl QueuedMail {
    /// The statement that queues it, for transactions.
    pub(super) fn insert(&self) -> Statement<'_> {
        self.bind(sql("INSERT INTO outbox (id, user_id, kind, recipient, created_at, due_at, attempts, expires_at,
                                           device, network)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"))
    }

    /// The statement that queues it if its owner never signed in from there before and is not new, for transactions that
    /// have not written this sign-in down yet.
    pub(super) fn insert_if_from_elsewhere(&self, signed_in: &'static str, new_since: Timestamp) -> Statement<'_> {
        let statement = sql(
            "INSERT INTO outbox (id, user_id, kind, recipient, created_at, due_at, attempts, expires_at, device, network)
             SELECT $1, users.id, $3, $4, $5, $6, $7, $8, $9, $10 FROM users
             WHERE users.id = $2
                 AND NOT EXISTS (SELECT 1 FROM activities WHERE user_id = $2 AND kind = $11 AND device = $9
                                     AND network = $10)
                 AND (users.created_at <= $12
                     OR EXISTS (SELECT 1 FROM activities WHERE user_id = $2 AND kind = $11))",
        );
        self.bind(statement).bind(signed_in).bind(new_since)
    }

    fn bind<'a>(&'a self, statement: Statement<'a>) -> Statement<'a> {
        statement
            .bind(self.id)
            .bind(self.user)
            .bind(self.kind.code())
            .bind(self.recipient.as_str())
            .bind(self.created_at)
            .bind(self.due_at)
            .bind(self.attempts)
            .bind(self.expires_at)
            .bind(self.requester.device())
            .bind(self.requester.network())
    }

    /// The statement that drops the mails of this kind that it takes the place of, for transactions.
    pub(super) fn supersede(&self) -> Statement<'_> {
        drop_mails(self.user, self.kind)
    }
}

/// The statement that drops the mails of a kind that are on their way to a user, for transactions.
pub(super) fn drop_mails(user: UserId, kind: MailKind) -> Statement<'static> {
    sql("DELETE FROM outbox WHERE user_id = $1 AND kind = $2").bind(user).bind(kind.code())
}

/// The statement that drops all mails that are on their way to a user, for transactions.
pub(super) fn drop_all_mails(user: UserId) -> Statement<'static> {
    sql("DELETE FROM outbox WHERE user_id = $1").bind(user)
}

impl Db {
    /// Takes a mail that is due, and puts it off until `until`, so that nobody else takes it meanwhile; `None` when there
    /// is none. Each attempt puts one a minute behind the others: what can't be delivered keeps nobody's mail
    /// waiting, and is not kept waiting for ever itself.
    pub(crate) async fn take_due_mail(&self, now: Timestamp, until: Timestamp) -> Result<Option<QueuedMail>, DbError> {
        // The condition stands outside once more: of several who found the same row, one takes it.
        let statement = sql("UPDATE outbox SET due_at = $2, attempts = attempts + 1
                             WHERE due_at <= $1 AND id = (SELECT id FROM outbox WHERE due_at <= $1 AND expires_at > $1
                                                          ORDER BY due_at + 60000 * attempts LIMIT 1)
                             RETURNING id, user_id, kind, recipient, created_at, due_at, attempts, expires_at, device,
                                 network")
        .bind(now)
        .bind(until);
        let row: Option<OutboxRow> = self.run(Scope::Write, &Fetch::new(statement)).await?;
        row.map(QueuedMail::try_from).transpose()
    }

    /// The mails about a user that are on their way, the oldest first; but for the one to an address that is not theirs
    /// yet: whether there is one tells whether somebody else has that address.
    pub(crate) async fn mails_to(&self, user: UserId) -> Result<Vec<MailOnItsWay>, DbError> {
        let statement = sql("SELECT kind, recipient, created_at FROM outbox WHERE user_id = $1 AND kind <> $2
                             ORDER BY created_at, id")
        .bind(user)
        .bind(MailKind::ConfirmNewAddress.code());
        let rows: Vec<(String, String, i64)> = self.run(Scope::Read, &FetchAll::new(statement)).await?;
        let mail = |(kind, to, created_at): (String, String, i64)| {
            let to = Email::parse(&to).map_err(|_| DbError::Corrupt("outbox.recipient"))?;
            Ok(MailOnItsWay { kind, to, created_at: Timestamp::from_millis(created_at) })
        };
        rows.into_iter().map(mail).collect()
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
            due_at: Timestamp::from_millis(row.due_at),
            attempts: row.attempts,
            expires_at: Timestamp::from_millis(row.expires_at),
            requester: Requester::stored(row.device, row.network),
        })
    }
}
