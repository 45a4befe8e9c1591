//! Rows of `users`.

use super::{Db, DbError, sqlite::Connection};
use crate::{hasher::PasswordHash, token::TokenDigest};
use domain::{Email, Timestamp, User, UserId};
use sqlx::{FromRow, error::ErrorKind};
use uuid::Uuid;

/// A person about to get an account.
#[derive(Debug)]
pub(crate) struct NewUser<'a> {
    pub(crate) id: UserId,
    pub(crate) email: &'a Email,
    pub(crate) password_hash: &'a PasswordHash,
    pub(crate) created_at: Timestamp,
}

/// A user with what only the service may see.
#[derive(Debug)]
pub(crate) struct StoredUser {
    pub(crate) user: User,
    pub(crate) password_hash: PasswordHash,
    pub(crate) password_version: i64,
}

/// What to find a user by. A closed set, so an unknown column does not compile.
#[derive(Debug)]
pub(crate) enum UserBy<'a> {
    /// In any spelling of upper and lower case.
    Email(&'a Email),
    /// Of a reset token that has not expired at this time.
    ResetToken(&'a TokenDigest, Timestamp),
}

/// What to change about a user. A closed set, so an unknown column does not compile.
#[derive(Debug)]
pub(crate) enum UserChange<'a> {
    /// The person chose a new password.
    Password(&'a PasswordHash),
    /// The same password was hashed at a higher cost. Nothing changes if it is not the same any more.
    RenewedHash { old: &'a PasswordHash, new: &'a PasswordHash },
}

#[derive(FromRow)]
struct UserRow {
    id: Uuid,
    email: String,
    password_hash: String,
    password_version: i64,
    created_at: i64,
}

impl Db {
    /// Adds a user; `false` when the address is taken. The unique index decides, whatever was looked up before.
    pub(crate) async fn add_user(&self, new: &NewUser<'_>) -> Result<bool, DbError> {
        let inserted = sqlx::query(
            "INSERT INTO users (id, email, email_key, password_hash, password_version, created_at)
             VALUES ($1, $2, $3, $4, 1, $5)",
        )
        .bind(new.id.0)
        .bind(new.email.as_str())
        .bind(key(new.email))
        .bind(&new.password_hash.0)
        .bind(new.created_at.as_millis())
        .execute(&self.writer)
        .await;
        match inserted {
            Ok(_) => Ok(true),
            Err(sqlx::Error::Database(error)) if error.kind() == ErrorKind::UniqueViolation => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Finds the one user that the criterion fits, if there is one.
    pub(crate) async fn find_user_by(&self, criterion: UserBy<'_>) -> Result<Option<StoredUser>, DbError> {
        let query = match criterion {
            UserBy::Email(email) => sqlx::query_as(
                "SELECT id, email, password_hash, password_version, created_at FROM users WHERE email_key = $1",
            )
            .bind(key(email)),
            UserBy::ResetToken(digest, now) => sqlx::query_as(
                "SELECT id, email, password_hash, password_version, users.created_at AS created_at
                 FROM password_reset_tokens AS tokens JOIN users ON users.id = tokens.user_id
                 WHERE tokens.token_digest = $1 AND tokens.expires_at > $2",
            )
            .bind(digest.0.to_vec())
            .bind(now.as_millis()),
        };
        let row: Option<UserRow> = query.fetch_optional(&self.readers).await?;
        row.map(StoredUser::try_from).transpose()
    }

    /// Changes one thing about a user; `false` when there was nothing to change.
    pub(crate) async fn update_user(&self, id: UserId, change: UserChange<'_>) -> Result<bool, DbError> {
        let mut connection = self.writer.acquire().await?;
        update_user(&mut connection, id, change).await
    }
}

/// [`Db::update_user`], as a part of a transaction.
pub(super) async fn update_user(
    connection: &mut Connection,
    id: UserId,
    change: UserChange<'_>,
) -> Result<bool, DbError> {
    let query = match change {
        UserChange::Password(hash) => {
            sqlx::query("UPDATE users SET password_hash = $1, password_version = password_version + 1 WHERE id = $2")
                .bind(&hash.0)
                .bind(id.0)
        }
        UserChange::RenewedHash { old, new } => {
            sqlx::query("UPDATE users SET password_hash = $1 WHERE password_hash = $2 AND id = $3")
                .bind(&new.0)
                .bind(&old.0)
                .bind(id.0)
        }
    };
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

/// What makes two spellings of an address one account: lower case, and the host as the network spells it (RFC 5891),
/// which is what browsers send for a host with letters beyond ASCII.
pub(crate) fn key(email: &Email) -> String {
    let (local, host) = email.parts();
    let host = idna::domain_to_ascii(host).unwrap_or_else(|_| host.to_lowercase());
    format!("{}@{host}", local.to_lowercase())
}

impl TryFrom<UserRow> for StoredUser {
    type Error = DbError;

    fn try_from(row: UserRow) -> Result<Self, DbError> {
        Ok(Self {
            user: user(row.id, &row.email, row.created_at)?,
            password_hash: PasswordHash(row.password_hash),
            password_version: row.password_version,
        })
    }
}

pub(super) fn user(id: Uuid, email: &str, created_at: i64) -> Result<User, DbError> {
    let email = Email::parse(email).map_err(|_| DbError::Corrupt("users.email"))?;
    Ok(User { id: UserId(id), email, created_at: Timestamp::from_millis(created_at) })
}
