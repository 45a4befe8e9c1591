//! Asking for an address: it waits to be confirmed from then on.

use crate::{
    db::{
        NewUser, email_key,
        statement::{Connection, Statement, sql},
        users::add_user,
        work::Work,
    },
    hasher::PasswordHash,
    outbox::QueuedMail,
    secrets::SecretDigests,
};
use domain::{Email, SessionId, Timestamp, UserId};
use uuid::Uuid;

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
    /// A mail that was asked for since then is enough, and so are
    pub(crate) enough_since: Timestamp,
    /// so many, while the last one can be used.
    pub(crate) most_mails: i64,
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
    /// The account is gone, disabled, or has another password by now.
    Outdated,
}

impl NewConfirmation<'_> {
    /// Whether there are mails enough to the same address: nobody's mailbox is flooded, and nobody keeps replacing a link
    /// before its owner has followed it.
    fn before(&self) -> Statement<'_> {
        let text = match self.claimant {
            Claimant::Newcomer(..) => {
                "SELECT mails FROM email_confirmations WHERE email_key = $1 AND token_expires_at > $2
                     AND (asked_at > $3 OR mails >= $4) AND password_hash <> ''"
            }
            Claimant::Owner(..) => {
                "SELECT mails FROM email_confirmations WHERE email_key = $1 AND token_expires_at > $2
                     AND (asked_at > $3 OR mails >= $4) AND user_id = $5"
            }
        };
        let statement = sql(text).bind(email_key(self.email)).bind(self.mail.created_at);
        let statement = statement.bind(self.enough_since).bind(self.most_mails);
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
                         AND email_key = $4 AND EXISTS (SELECT 1 FROM users WHERE id = $2 AND password_version = $1
                                                             AND disabled_at IS NULL)")
                .bind(password_version)
                .bind(user)
                .bind(or_nil(session))
                .bind(email_key(self.email))
            }
        }
    }

    /// The tries go on counting while there is a code that has not expired: who guesses does not get more by asking.
    fn replace(&self) -> Statement<'_> {
        let statement = match self.claimant {
            Claimant::Newcomer(user, password) => {
                sql("INSERT INTO email_confirmations (user_id, password_hash, password_version, is_contested, session_id, email,
                         email_key, token_digest, code_hash, tries, mails, created_at, asked_at, token_expires_at, expires_at,
                         device, network)
                     VALUES ($1, $2, 0, 0, $3, $4, $5, $6, $7, 0, 1, $8, $8, $9, $10, $11, $12)
                     ON CONFLICT (email_key) WHERE password_hash <> '' DO UPDATE SET
                         user_id = excluded.user_id, email = excluded.email, password_hash = excluded.password_hash,
                         is_contested = CASE WHEN email_confirmations.expires_at > excluded.asked_at THEN 1 ELSE 0 END,
                         tries = CASE WHEN email_confirmations.token_expires_at > excluded.asked_at
                                      THEN email_confirmations.tries ELSE 0 END,
                         mails = CASE WHEN email_confirmations.token_expires_at > excluded.asked_at
                                      THEN email_confirmations.mails + 1 ELSE 1 END,
                         token_digest = excluded.token_digest, code_hash = excluded.code_hash,
                         created_at = excluded.created_at, asked_at = excluded.asked_at,
                         token_expires_at = excluded.token_expires_at, expires_at = excluded.expires_at,
                         device = excluded.device, network = excluded.network
                     WHERE email_confirmations.asked_at <= $13
                         OR email_confirmations.token_expires_at <= excluded.asked_at")
                .bind(user)
                .bind(password)
                .bind(or_nil(None))
            }
            Claimant::Owner(user, password_version, session) => {
                sql("INSERT INTO email_confirmations (user_id, password_hash, password_version, is_contested, session_id, email,
                         email_key, token_digest, code_hash, tries, mails, created_at, asked_at, token_expires_at, expires_at,
                         device, network)
                     SELECT id, '', password_version, 0, $3, $4, $5, $6, $7, 0, 1, $8, $8, $9, $10, $11, $12 FROM users
                     WHERE id = $1 AND password_version = $2 AND disabled_at IS NULL
                     ON CONFLICT (user_id) DO UPDATE SET
                         email = excluded.email, password_version = excluded.password_version,
                         session_id = excluded.session_id,
                         tries = CASE WHEN email_confirmations.email_key = excluded.email_key
                                          AND email_confirmations.token_expires_at > excluded.asked_at
                                      THEN email_confirmations.tries ELSE 0 END,
                         mails = CASE WHEN email_confirmations.email_key = excluded.email_key
                                          AND email_confirmations.token_expires_at > excluded.asked_at
                                      THEN email_confirmations.mails + 1 ELSE 1 END,
                         email_key = excluded.email_key, token_digest = excluded.token_digest,
                         code_hash = excluded.code_hash, created_at = excluded.created_at, asked_at = excluded.asked_at,
                         token_expires_at = excluded.token_expires_at, expires_at = excluded.expires_at,
                         device = excluded.device, network = excluded.network")
                .bind(user)
                .bind(password_version)
                .bind(or_nil(session))
            }
        };
        let statement = statement
            .bind(self.email.as_str())
            .bind(email_key(self.email))
            .bind(&self.secrets.token)
            .bind(&self.secrets.code)
            .bind(self.mail.created_at)
            .bind(self.mail.expires_at)
            .bind(self.expires_at)
            .bind(self.mail.requester.device())
            .bind(self.mail.requester.network());
        match self.claimant {
            Claimant::Newcomer(..) => statement.bind(self.enough_since),
            Claimant::Owner(..) => statement,
        }
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
            // Somebody else has asked for the same address since the look.
            return Ok(match connection.execute(&self.join()).await? {
                0 => Awaited::Outdated,
                _ => Awaited::MailedBefore,
            });
        }
        connection.execute(&self.mail.supersede()).await?;
        connection.execute(&self.mail.insert()).await?;
        Ok(Awaited::Mailed)
    }
}

/// The transaction of [`Db::add_unconfirmed_user`](crate::db::Db::add_unconfirmed_user).
pub(super) struct SignUp<'a> {
    pub(super) user: &'a NewUser<'a>,
    pub(super) confirmation: &'a NewConfirmation<'a>,
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

/// No session has the nil UUID.
fn or_nil(session: Option<SessionId>) -> Uuid {
    session.map_or(Uuid::nil(), |session| session.0)
}
