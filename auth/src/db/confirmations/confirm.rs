//! Confirming an address: an account is made of it, or its account has it from now on.

use super::drop_sign_up;
use crate::{
    db::{
        Db, DbError, Scope,
        activities::NewActivity,
        email_key,
        email_undos::NewUndo,
        outbox::drop_mails,
        reset_tokens::drop_reset_token,
        sessions::delete_sessions_but,
        statement::{Connection, Statement, sql},
        users::{NewUser, add_user, user},
        work::{Fetch, Work},
    },
    hasher::PasswordHash,
    outbox::{MailKind, QueuedMail},
    token::TokenDigest,
};
use domain::{Email, SessionId, Timestamp, User, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// What a token confirms. It stays so as long as the token is good.
#[derive(Debug)]
pub(crate) struct Confirmation {
    pub(crate) user: UserId,
    pub(crate) email: Email,
    /// Whose account it is; `None` for who signs up.
    pub(crate) owner: Option<User>,
}

/// An account about to be made of who signed up.
#[derive(Debug)]
pub(crate) struct ConfirmSignUp<'a> {
    pub(crate) token: &'a TokenDigest,
    pub(crate) user: UserId,
    pub(crate) email: &'a Email,
    /// For an address that more than one person signed up with.
    pub(crate) no_password: &'a PasswordHash,
    pub(crate) now: Timestamp,
}

/// An account that is about to have another address.
#[derive(Debug)]
pub(crate) struct EmailChange<'a> {
    pub(crate) token: &'a TokenDigest,
    pub(crate) owner: &'a User,
    pub(crate) email: &'a Email,
    /// How the old address can be put back.
    pub(crate) undo: NewUndo<'a>,
    pub(crate) activity: NewActivity<'a>,
    /// To either address.
    pub(crate) mails: [QueuedMail; 2],
}

/// What became of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Confirmed {
    /// It is done.
    Done,
    /// It is done, but the account has no password: more than one person had signed up with the address.
    WithoutPassword,
    /// An account has the address already, or had it until lately.
    Taken,
    /// The token is not good any more.
    Nothing,
}

#[derive(FromRow)]
struct ConfirmationRow {
    user_id: Uuid,
    email: String,
    password_hash: String,
    owner_email: String,
    owner_created_at: i64,
}

#[derive(FromRow)]
struct ClaimedRow {
    user_id: Uuid,
    email_key: String,
    password_hash: String,
    password_version: i64,
    is_contested: i64,
    session_id: Uuid,
}

impl Db {
    /// What this token confirms, if it is good.
    pub(crate) async fn find_confirmation(
        &self,
        token: &TokenDigest,
        now: Timestamp,
    ) -> Result<Option<Confirmation>, DbError> {
        let statement = sql("SELECT user_id, waiting.email AS email, waiting.password_hash AS password_hash,
                                 coalesce(users.email, '') AS owner_email,
                                 coalesce(users.created_at, 0) AS owner_created_at
                             FROM email_confirmations AS waiting LEFT JOIN users ON users.id = waiting.user_id
                             WHERE waiting.token_digest = $1 AND token_expires_at > $2
                                 AND (waiting.password_hash <> '' OR (users.id IS NOT NULL AND users.disabled_at IS NULL))");
        let found: Option<ConfirmationRow> =
            self.run(Scope::Read, &Fetch::new(statement.bind(token).bind(now))).await?;
        found.map(Confirmation::try_from).transpose()
    }

    /// Makes the account of who signed up, with `no_password` where more than one person did.
    pub(crate) async fn confirm_sign_up(&self, sign_up: &ConfirmSignUp<'_>) -> Result<Confirmed, DbError> {
        self.run(Scope::Transaction, sign_up).await
    }

    /// Notes that an account's address is its owner's.
    pub(crate) async fn confirm_own(&self, token: &TokenDigest, now: Timestamp) -> Result<Confirmed, DbError> {
        self.run(Scope::Transaction, &ConfirmOwn { token, now }).await
    }

    /// Gives an account another address.
    pub(crate) async fn change_email(&self, change: &EmailChange<'_>) -> Result<Confirmed, DbError> {
        or_taken(self.run(Scope::Transaction, change).await)
    }
}

impl Work for ConfirmSignUp<'_> {
    type Done = Confirmed;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Confirmed, sqlx::Error> {
        let Some(claimed) = use_up(connection, self.token, self.now).await? else { return Ok(Confirmed::Nothing) };
        let chosen = PasswordHash(claimed.password_hash);
        let (password_hash, done) = match claimed.is_contested {
            0 => (&chosen, Confirmed::Done),
            _ => (self.no_password, Confirmed::WithoutPassword),
        };
        let verified_at = Some(self.now);
        let new = NewUser { id: self.user, email: self.email, password_hash, created_at: self.now, verified_at };
        Ok(if connection.execute(&add_user(&new)).await? == 1 { done } else { Confirmed::Taken })
    }
}

struct ConfirmOwn<'a> {
    token: &'a TokenDigest,
    now: Timestamp,
}

impl Work for ConfirmOwn<'_> {
    type Done = Confirmed;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Confirmed, sqlx::Error> {
        let Some(claimed) = use_up(connection, self.token, self.now).await? else { return Ok(Confirmed::Nothing) };
        let verify = sql("UPDATE users SET verified_at = $1 WHERE id = $2 AND email_key = $3 AND disabled_at IS NULL")
            .bind(self.now)
            .bind(claimed.user_id)
            .bind(&*claimed.email_key);
        let is_verified = connection.execute(&verify).await? == 1;
        connection.execute(&drop_sign_up(&claimed.email_key)).await?;
        Ok(if is_verified { Confirmed::Done } else { Confirmed::Nothing })
    }
}

impl Work for EmailChange<'_> {
    type Done = Confirmed;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Confirmed, sqlx::Error> {
        let (user, now) = (self.owner.id, self.activity.happened_at);
        let Some(claimed) = use_up(connection, self.token, now).await? else { return Ok(Confirmed::Nothing) };
        if connection.execute(&self.change(claimed.password_version)).await? == 0 {
            let still_wanted: Option<(i64,)> =
                connection.fetch_optional(&self.wanted(claimed.password_version)).await?;
            return Ok(if still_wanted.is_some() { Confirmed::Taken } else { Confirmed::Nothing });
        }
        connection.execute(&drop_sign_up(&claimed.email_key)).await?;
        connection.execute(&self.undo.insert()).await?;
        // Whoever else is signed in may be who knew the password until now.
        connection.execute(&delete_sessions_but(user, SessionId(claimed.session_id))).await?;
        // Whoever reads the mails of the old address does not choose the password any more.
        connection.execute(&drop_reset_token(user)).await?;
        connection.execute(&drop_mails(user, MailKind::PasswordReset)).await?;
        connection.execute(&self.activity.of(user)).await?;
        for mail in &self.mails {
            connection.execute(&mail.insert()).await?;
        }
        Ok(Confirmed::Done)
    }
}

impl EmailChange<'_> {
    /// The password must be the one that the change was asked for with: whoever has chosen another since does not want it.
    fn change(&self, password_version: i64) -> Statement<'_> {
        sql("UPDATE users SET email = $1, email_key = $2, verified_at = $3 WHERE id = $4 AND email_key = $5
                 AND password_version = $6 AND NOT EXISTS (SELECT 1 FROM users AS others WHERE others.email_key = $2)
                 AND NOT EXISTS (SELECT 1 FROM email_undos AS kept
                                 WHERE kept.email_key = $2 AND kept.expires_at > $3 AND kept.user_id <> $4)")
        .bind(self.email.as_str())
        .bind(email_key(self.email))
        .bind(self.activity.happened_at)
        .bind(self.owner.id)
        .bind(email_key(&self.owner.email))
        .bind(password_version)
    }

    fn wanted(&self, password_version: i64) -> Statement<'_> {
        sql("SELECT created_at FROM users WHERE id = $1 AND password_version = $2")
            .bind(self.owner.id)
            .bind(password_version)
    }
}

/// The claim: one statement, so of many at once exactly one gets the row.
async fn use_up(
    connection: &mut Connection<'_>,
    token: &TokenDigest,
    now: Timestamp,
) -> Result<Option<ClaimedRow>, sqlx::Error> {
    let claim = sql("DELETE FROM email_confirmations WHERE token_digest = $1 AND token_expires_at > $2
                     RETURNING user_id, email_key, password_hash, password_version, is_contested, session_id");
    connection.fetch_optional(&claim.bind(token).bind(now)).await
}

/// Somebody else may get the address at the very moment when it was free.
pub(in crate::db) fn or_taken(done: Result<Confirmed, DbError>) -> Result<Confirmed, DbError> {
    match done {
        Err(DbError::Sqlx(error)) if error.as_database_error().is_some_and(|error| error.is_unique_violation()) => {
            Ok(Confirmed::Taken)
        }
        done => done,
    }
}

impl TryFrom<ConfirmationRow> for Confirmation {
    type Error = DbError;

    fn try_from(row: ConfirmationRow) -> Result<Self, DbError> {
        let owner = match row.password_hash.is_empty() {
            true => Some(user(row.user_id, &row.owner_email, row.owner_created_at)?),
            false => None,
        };
        let email = Email::parse(&row.email).map_err(|_| DbError::Corrupt("email_confirmations.email"))?;
        Ok(Self { user: UserId(row.user_id), email, owner })
    }
}
