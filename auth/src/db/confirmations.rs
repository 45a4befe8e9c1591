//! Rows of `email_confirmations`: addresses that wait to be confirmed.

mod asking;
mod confirm;

pub(crate) use asking::{Awaited, Claimant, NewConfirmation};
pub(super) use confirm::or_taken;
pub(crate) use confirm::{ConfirmSignUp, Confirmed, EmailChange};

use super::{
    Db, DbError, NewUser, Scope,
    decoys::decoy_of,
    email_key,
    statement::{Connection, Statement, sql},
    work::Work,
};
use crate::{Requester, outbox::QueuedMail, secrets::SecretDigests};
use domain::{Email, Timestamp, UserId};
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

/// An address that waits for its mail to be asked for once more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) user: UserId,
    /// As it was typed by who asked for it.
    pub(crate) email: Email,
    /// Who asked for it.
    pub(crate) requester: Requester,
    /// Whether an account is made of it.
    pub(crate) is_sign_up: bool,
    pub(crate) asked_at: Timestamp,
    pub(crate) mails: i64,
    pub(crate) expires_at: Timestamp,
}

#[derive(FromRow)]
struct WaitingRow {
    user_id: Uuid,
    email: String,
    device: String,
    network: String,
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
        self.run(Scope::Transaction, &asking::SignUp { user, confirmation }).await
    }

    /// What waits for this address and gets its mails.
    pub(crate) async fn waiting_for(&self, email: &Email, now: Timestamp) -> Result<Option<Waiting>, DbError> {
        let statement = sql(concat!(
            "SELECT user_id, email, device, network, password_hash, asked_at, mails, expires_at FROM email_confirmations
             WHERE user_id = ",
            first_in_line!()
        ));
        let row: Option<WaitingRow> = self.read(statement.bind(email_key(email)).bind(now)).await?;
        row.map(Waiting::try_from).transpose()
    }

    /// Gives what waits other secrets and queues their mail; `false`, at the same cost, when it was confirmed or asked for
    /// meanwhile, or there never was any. Who asks from elsewhere may not be who signed up: no password is kept then.
    pub(crate) async fn queue_once_more(
        &self,
        asked_at: Timestamp,
        is_from_elsewhere: bool,
        secrets: &SecretDigests,
        mail: &QueuedMail,
    ) -> Result<bool, DbError> {
        self.run(Scope::Transaction, &OnceMore { asked_at, is_from_elsewhere, secrets, mail }).await
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

/// The transaction of [`Db::queue_once_more`].
struct OnceMore<'a> {
    asked_at: Timestamp,
    is_from_elsewhere: bool,
    secrets: &'a SecretDigests,
    mail: &'a QueuedMail,
}

impl Work for OnceMore<'_> {
    type Done = bool;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<bool, sqlx::Error> {
        // The tries go on counting: who guesses does not get more by asking.
        let renew = sql("UPDATE email_confirmations SET token_digest = $1, code_hash = $2, asked_at = $3,
                             token_expires_at = $4, mails = mails + 1,
                             is_contested = CASE WHEN password_hash <> '' AND $7 = 1 THEN 1 ELSE is_contested END
                         WHERE user_id = $5 AND asked_at = $6")
        .bind(&self.secrets.token)
        .bind(&self.secrets.code)
        .bind(self.mail.created_at)
        .bind(self.mail.expires_at)
        .bind(self.mail.user)
        .bind(self.asked_at)
        .bind(i64::from(self.is_from_elsewhere));
        let is_renewed = connection.execute(&renew).await? == 1;
        connection.execute(&self.mail.supersede()).await?;
        if is_renewed {
            connection.execute(&self.mail.insert()).await?;
        } else {
            connection.execute(&decoy_of(&self.mail.recipient, self.mail.created_at)).await?;
        }
        Ok(is_renewed)
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

/// The statement that drops who is about to sign up with an address, for transactions: it has an account by now.
pub(super) fn drop_sign_up(email_key: &str) -> Statement<'_> {
    sql("DELETE FROM email_confirmations WHERE email_key = $1 AND password_hash <> ''").bind(email_key)
}

impl TryFrom<WaitingRow> for Waiting {
    type Error = DbError;

    fn try_from(row: WaitingRow) -> Result<Self, DbError> {
        Ok(Self {
            user: UserId(row.user_id),
            email: Email::parse(&row.email).map_err(|_| DbError::Corrupt("email_confirmations.email"))?,
            requester: Requester::stored(row.device, row.network),
            is_sign_up: !row.password_hash.is_empty(),
            asked_at: Timestamp::from_millis(row.asked_at),
            mails: row.mails,
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}
