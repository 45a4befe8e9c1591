//! Rows of `email_confirmations`: addresses that wait to be confirmed.

mod confirm;

pub(super) use confirm::or_taken;
pub(crate) use confirm::{ConfirmSignUp, Confirmed, EmailChange};

use super::{
    Db, DbError, NewUser, Scope,
    decoys::decoy,
    email_key,
    statement::{Connection, Statement, sql},
    users::add_user,
    work::Work,
};
use crate::{hasher::PasswordHash, outbox::QueuedMail, secrets::SecretDigests};
use domain::{Email, SessionId, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// Who of those that wait for the address `$1` at the time `$2` gets a mail about it: its own account or who signs up for
/// one, however late another account asked for the address.
macro_rules! first_in_line {
    () => {
        "(SELECT user_id FROM email_confirmations AS waiting WHERE email_key = $1 AND expires_at > $2
          ORDER BY CASE WHEN password_hash <> '' OR EXISTS (SELECT 1 FROM users WHERE users.id = waiting.user_id
                                                                AND users.email_key = waiting.email_key)
                        THEN 0 ELSE 1 END, asked_at DESC, user_id LIMIT 1)"
    };
}
pub(super) use first_in_line;

/// Who says that an address is theirs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Claimant<'a> {
    /// Somebody who signs up, with the password that they chose.
    Newcomer(UserId, &'a PasswordHash),
    /// The owner of an account, who gave its password of this version, in this session if in any.
    Owner(UserId, i64, Option<SessionId>),
}

/// An address about to be confirmed.
#[derive(Debug)]
pub(crate) struct NewConfirmation<'a> {
    pub(crate) claimant: Claimant<'a>,
    pub(crate) email: &'a Email,
    pub(crate) secrets: &'a SecretDigests,
    /// How long token and code can be asked for anew.
    pub(crate) expires_at: Timestamp,
    /// A mail that was asked for since then is enough.
    pub(crate) enough_since: Timestamp,
    /// The mail that brings them. They expire with it.
    pub(crate) mail: &'a QueuedMail,
}

/// What became of an address about to be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    /// Its mail is queued.
    Mailed,
    /// A mail about it was asked for a moment ago.
    MailedBefore,
    /// The account is gone, or has another password by now.
    Outdated,
}

/// An address that waits for its mail to be asked for once more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) user: UserId,
    /// Whether an account is made of it.
    pub(crate) is_sign_up: bool,
    pub(crate) asked_at: Timestamp,
    pub(crate) mails: i64,
    pub(crate) expires_at: Timestamp,
}

#[derive(FromRow)]
struct WaitingRow {
    user_id: Uuid,
    password_hash: String,
    asked_at: i64,
    mails: i64,
    expires_at: i64,
}

impl Db {
    /// Stores an address to be confirmed, in place of the claimant's one before, together with its mail.
    pub(crate) async fn queue_confirmation(&self, new: &NewConfirmation<'_>) -> Result<Awaited, DbError> {
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

    /// What waits for this address and gets its mails.
    pub(crate) async fn waiting_for(&self, email: &Email, now: Timestamp) -> Result<Option<Waiting>, DbError> {
        let statement = sql(concat!(
            "SELECT user_id, password_hash, asked_at, mails, expires_at FROM email_confirmations WHERE user_id = ",
            first_in_line!()
        ));
        let row: Option<WaitingRow> = self.read(statement.bind(email_key(email)).bind(now)).await?;
        Ok(row.map(|row| Waiting {
            user: UserId(row.user_id),
            is_sign_up: !row.password_hash.is_empty(),
            asked_at: Timestamp::from_millis(row.asked_at),
            mails: row.mails,
            expires_at: Timestamp::from_millis(row.expires_at),
        }))
    }

    /// Gives what waits other secrets and queues their mail; `false`, at the same cost, when it was confirmed or asked for
    /// meanwhile, or there never was any.
    pub(crate) async fn queue_once_more(
        &self,
        asked_at: Timestamp,
        secrets: &SecretDigests,
        mail: &QueuedMail,
    ) -> Result<bool, DbError> {
        self.run(Scope::Transaction, &OnceMore { asked_at, secrets, mail }).await
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
    /// Whether a mail to the same address was asked for a moment ago, so that nobody's mailbox is flooded.
    fn before(&self) -> Statement<'_> {
        let text = match self.claimant {
            Claimant::Newcomer(..) => {
                "SELECT mails FROM email_confirmations WHERE email_key = $1 AND asked_at > $2 AND token_expires_at > $3
                     AND password_hash <> ''"
            }
            Claimant::Owner(..) => {
                "SELECT mails FROM email_confirmations WHERE email_key = $1 AND asked_at > $2 AND token_expires_at > $3
                     AND user_id = $4"
            }
        };
        let statement = sql(text).bind(email_key(self.email)).bind(self.enough_since).bind(self.mail.created_at);
        match self.claimant {
            Claimant::Newcomer(..) => statement,
            Claimant::Owner(user, ..) => statement.bind(user),
        }
    }

    /// Lets the mail before stand for this claim, too.
    fn join(&self) -> Statement<'_> {
        match self.claimant {
            Claimant::Newcomer(..) => {
                sql("UPDATE email_confirmations SET is_contested = 1 WHERE email_key = $1 AND password_hash <> ''")
                    .bind(email_key(self.email))
            }
            Claimant::Owner(user, password_version, session) => {
                sql("UPDATE email_confirmations SET password_version = $1, session_id = $3 WHERE user_id = $2
                         AND EXISTS (SELECT 1 FROM users WHERE id = $2 AND password_version = $1)")
                .bind(password_version)
                .bind(user)
                .bind(or_nil(session))
            }
        }
    }

    /// The tries go on counting while there is a code that has not expired: who guesses does not get more by asking.
    fn replace(&self) -> Statement<'_> {
        let statement = match self.claimant {
            Claimant::Newcomer(user, password) => {
                sql("INSERT INTO email_confirmations (user_id, password_hash, password_version, is_contested, email, email_key,
                         token_digest, code_hash, tries, mails, created_at, asked_at, token_expires_at, expires_at)
                     VALUES ($1, $2, 0, 0, $3, $4, $5, $6, 0, 1, $7, $7, $8, $9)
                     ON CONFLICT (email_key) WHERE password_hash <> '' DO UPDATE SET
                         user_id = excluded.user_id, email = excluded.email, password_hash = excluded.password_hash,
                         is_contested = CASE WHEN email_confirmations.expires_at > excluded.asked_at THEN 1 ELSE 0 END,
                         tries = CASE WHEN email_confirmations.token_expires_at > excluded.asked_at
                                      THEN email_confirmations.tries ELSE 0 END,
                         mails = 1, token_digest = excluded.token_digest, code_hash = excluded.code_hash,
                         created_at = excluded.created_at, asked_at = excluded.asked_at,
                         token_expires_at = excluded.token_expires_at, expires_at = excluded.expires_at")
                .bind(user)
                .bind(password)
            }
            Claimant::Owner(user, password_version, session) => {
                sql("INSERT INTO email_confirmations (user_id, password_hash, password_version, is_contested, session_id, email,
                         email_key, token_digest, code_hash, tries, mails, created_at, asked_at, token_expires_at, expires_at)
                     SELECT id, '', password_version, 0, $3, $4, $5, $6, $7, 0, 1, $8, $8, $9, $10 FROM users
                     WHERE id = $1 AND password_version = $2
                     ON CONFLICT (user_id) DO UPDATE SET
                         email = excluded.email, password_version = excluded.password_version,
                         session_id = excluded.session_id,
                         tries = CASE WHEN email_confirmations.email_key = excluded.email_key
                                          AND email_confirmations.token_expires_at > excluded.asked_at
                                      THEN email_confirmations.tries ELSE 0 END,
                         email_key = excluded.email_key, mails = 1, token_digest = excluded.token_digest,
                         code_hash = excluded.code_hash, created_at = excluded.created_at, asked_at = excluded.asked_at,
                         token_expires_at = excluded.token_expires_at, expires_at = excluded.expires_at")
                .bind(user)
                .bind(password_version)
                .bind(or_nil(session))
            }
        };
        statement
            .bind(self.email.as_str())
            .bind(email_key(self.email))
            .bind(&self.secrets.token)
            .bind(&self.secrets.code)
            .bind(self.mail.created_at)
            .bind(self.mail.expires_at)
            .bind(self.expires_at)
    }
}

impl Work for NewConfirmation<'_> {
    type Done = Awaited;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Awaited, sqlx::Error> {
        let before: Option<(i64,)> = connection.fetch_optional(&self.before()).await?;
        if before.is_some() && connection.execute(&self.join()).await? == 1 {
            return Ok(Awaited::MailedBefore);
        }
        if connection.execute(&self.replace()).await? == 0 {
            return Ok(Awaited::Outdated);
        }
        connection.execute(&self.mail.supersede()).await?;
        connection.execute(&self.mail.insert()).await?;
        Ok(Awaited::Mailed)
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
    asked_at: Timestamp,
    secrets: &'a SecretDigests,
    mail: &'a QueuedMail,
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
        .bind(self.mail.user)
        .bind(self.asked_at);
        let is_renewed = connection.execute(&renew).await? == 1;
        connection.execute(&self.mail.supersede()).await?;
        if is_renewed {
            connection.execute(&self.mail.insert()).await?;
        } else {
            connection.execute(&decoy(self.mail.id, self.mail.created_at)).await?;
        }
        Ok(is_renewed)
    }
}

/// No session has the nil UUID.
fn or_nil(session: Option<SessionId>) -> Uuid {
    session.map_or(Uuid::nil(), |session| session.0)
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
