//! Rows of `email_confirmations`: addresses that wait to be confirmed.

mod confirm;

pub(super) use confirm::or_taken;
pub(crate) use confirm::{Confirmed, EmailChange};

use super::{
    Db, DbError, NewUser, Scope, email_key,
    statement::{Connection, Statement, sql},
    users::add_user,
    work::Work,
};
use crate::{hasher::PasswordHash, outbox::QueuedMail, secrets::SecretDigests};
use domain::{Email, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// So many people at once can be about to sign up with one address; the first of more has to begin again. One of them is
/// its owner.
const MOST_SIGN_UPS: i64 = 5;

/// An address about to be confirmed.
#[derive(Debug)]
pub(crate) struct NewConfirmation<'a> {
    pub(crate) user: UserId,
    pub(crate) email: &'a Email,
    /// What who signs up chose; `None` where there is an account already.
    pub(crate) password: Option<&'a PasswordHash>,
    pub(crate) secrets: &'a SecretDigests,
    /// How long token and code can be asked for anew.
    pub(crate) expires_at: Timestamp,
    /// The mail that brings them. They expire with it.
    pub(crate) mail: &'a QueuedMail,
}

/// An address that waits for its mail to be asked for once more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) user: UserId,
    /// Whether an account is made of it.
    pub(crate) is_sign_up: bool,
    pub(crate) asked_at: Timestamp,
    pub(crate) mails: i64,
}

#[derive(FromRow)]
struct WaitingRow {
    user_id: Uuid,
    password_hash: String,
    asked_at: i64,
    mails: i64,
}

impl Db {
    /// Stores an address to be confirmed, in place of the user's one before, together with its mail.
    pub(crate) async fn queue_confirmation(&self, new: &NewConfirmation<'_>) -> Result<(), DbError> {
        self.run(Scope::Transaction, new).await
    }

    /// Adds a user whose address is to be confirmed; `false` when the address is taken.
    pub(crate) async fn add_unconfirmed_user(
        &self,
        user: &NewUser<'_>,
        confirmation: &NewConfirmation<'_>,
    ) -> Result<bool, DbError> {
        self.run(Scope::Transaction, &SignUp { user, confirmation }).await
    }

    /// What waits for this address and was asked for last.
    pub(crate) async fn waiting_for(&self, email: &Email, now: Timestamp) -> Result<Option<Waiting>, DbError> {
        let statement = sql("SELECT user_id, password_hash, asked_at, mails FROM email_confirmations
                             WHERE email_key = $1 AND expires_at > $2 ORDER BY asked_at DESC, user_id LIMIT 1");
        let row: Option<WaitingRow> = self.read(statement.bind(email_key(email)).bind(now)).await?;
        Ok(row.map(|row| Waiting {
            user: UserId(row.user_id),
            is_sign_up: !row.password_hash.is_empty(),
            asked_at: Timestamp::from_millis(row.asked_at),
            mails: row.mails,
        }))
    }

    /// Gives what waits other secrets and queues their mail; `false` when it was confirmed or asked for meanwhile. Who is
    /// not the only one to sign up with the address gets `no_password` in place of theirs.
    pub(crate) async fn queue_once_more(
        &self,
        waiting: &Waiting,
        secrets: &SecretDigests,
        mail: &QueuedMail,
        no_password: &PasswordHash,
    ) -> Result<bool, DbError> {
        self.run(Scope::Transaction, &OnceMore { waiting, secrets, mail, no_password }).await
    }

    /// The other address that a user is about to have, if its confirmation is awaited.
    pub(crate) async fn awaited_email(&self, user: UserId, now: Timestamp) -> Result<Option<Email>, DbError> {
        let statement = sql("SELECT email_confirmations.email AS email FROM email_confirmations
                                 JOIN users ON users.id = email_confirmations.user_id
                             WHERE user_id = $1 AND expires_at > $2 AND users.email_key <> email_confirmations.email_key");
        let row: Option<(String,)> = self.read(statement.bind(user).bind(now)).await?;
        row.map(|(email,)| Email::parse(&email).map_err(|_| DbError::Corrupt("email_confirmations.email"))).transpose()
    }

    /// Forgets the other address that a user is about to have; `false` when there is none.
    pub(crate) async fn cancel_email_change(&self, user: UserId) -> Result<bool, DbError> {
        Ok(self.write(drop_change(user)).await? == 1)
    }
}

impl NewConfirmation<'_> {
    fn replace(&self) -> Statement<'_> {
        sql("INSERT INTO email_confirmations (user_id, email, email_key, password_hash, token_digest, code_hash, tries,
                                              mails, created_at, asked_at, token_expires_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, 0, 1, $7, $7, $8, $9)
             ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key,
                 token_digest = excluded.token_digest, code_hash = excluded.code_hash, tries = 0, mails = 1,
                 created_at = excluded.created_at, asked_at = excluded.asked_at,
                 token_expires_at = excluded.token_expires_at, expires_at = excluded.expires_at")
        .bind(self.user)
        .bind(self.email.as_str())
        .bind(email_key(self.email))
        .bind(self.password.map_or("", |hash| &hash.0))
        .bind(&self.secrets.token)
        .bind(&self.secrets.code)
        .bind(self.mail.created_at)
        .bind(self.mail.expires_at)
        .bind(self.expires_at)
    }

    fn crowd_out(&self) -> Statement<'_> {
        sql("DELETE FROM email_confirmations WHERE email_key = $1 AND password_hash <> '' AND user_id NOT IN
                 (SELECT user_id FROM email_confirmations WHERE email_key = $1 AND password_hash <> ''
                  ORDER BY created_at DESC, user_id LIMIT $2)")
        .bind(email_key(self.email))
        .bind(MOST_SIGN_UPS)
    }
}

impl Work for NewConfirmation<'_> {
    type Done = ();

    async fn on(&self, connection: &mut Connection<'_>) -> Result<(), sqlx::Error> {
        connection.execute(&self.replace()).await?;
        connection.execute(&self.crowd_out()).await?;
        connection.execute(&self.mail.supersede()).await?;
        connection.execute(&self.mail.insert()).await?;
        Ok(())
    }
}

/// The transaction of [`Db::add_unconfirmed_user`].
struct SignUp<'a> {
    user: &'a NewUser<'a>,
    confirmation: &'a NewConfirmation<'a>,
}

impl Work for SignUp<'_> {
    type Done = bool;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<bool, sqlx::Error> {
        let is_added = connection.execute(&add_user(self.user)).await? == 1;
        if is_added {
            self.confirmation.on(connection).await?;
        }
        Ok(is_added)
    }
}

/// The transaction of [`Db::queue_once_more`].
struct OnceMore<'a> {
    waiting: &'a Waiting,
    secrets: &'a SecretDigests,
    mail: &'a QueuedMail,
    no_password: &'a PasswordHash,
}

impl Work for OnceMore<'_> {
    type Done = bool;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<bool, sqlx::Error> {
        // The tries go on counting: who guesses does not get more by asking.
        let renew = sql("UPDATE email_confirmations SET token_digest = $1, code_hash = $2, asked_at = $3,
                             token_expires_at = $4, mails = mails + 1 WHERE user_id = $5 AND asked_at = $6")
        .bind(&self.secrets.token)
        .bind(&self.secrets.code)
        .bind(self.mail.created_at)
        .bind(self.mail.expires_at)
        .bind(self.waiting.user)
        .bind(self.waiting.asked_at);
        let is_renewed = connection.execute(&renew).await? == 1;
        if is_renewed {
            connection.execute(&self.void_password()).await?;
            connection.execute(&self.mail.supersede()).await?;
            connection.execute(&self.mail.insert()).await?;
        }
        Ok(is_renewed)
    }
}

impl OnceMore<'_> {
    /// Where several people wait to sign up with one address, nobody knows which of them asks for the mail. The account is
    /// made without any of their passwords, and whoever reads its mails chooses one.
    fn void_password(&self) -> Statement<'_> {
        sql("UPDATE email_confirmations SET password_hash = $1 WHERE user_id = $2 AND password_hash <> ''
                 AND 1 < (SELECT count(*) FROM email_confirmations AS others
                          WHERE others.email_key = email_confirmations.email_key AND others.password_hash <> '')")
        .bind(self.no_password)
        .bind(self.waiting.user)
    }
}

/// The statement that drops the address of a user that waits to be confirmed, for transactions.
pub(super) fn drop_confirmation(user: UserId) -> Statement<'static> {
    sql("DELETE FROM email_confirmations WHERE user_id = $1").bind(user)
}

/// The statement that drops the change of address that a user has asked for, for transactions.
pub(super) fn drop_change(user: UserId) -> Statement<'static> {
    sql("DELETE FROM email_confirmations WHERE user_id = $1
             AND email_key <> (SELECT email_key FROM users WHERE id = $1)")
    .bind(user)
}
