//! Rows of `users`.

use super::{
    Db, DbError,
    statement::{Statement, sql},
};
use crate::{hasher::PasswordHash, token::TokenDigest};
use domain::{Email, Timestamp, User, UserId};
use idna::AsciiDenyList;
use sqlx::FromRow;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

/// A person about to get an account.
#[derive(Debug)]
pub(crate) struct NewUser<'a> {
    pub(crate) id: UserId,
    pub(crate) email: &'a Email,
    pub(crate) password_hash: &'a PasswordHash,
    pub(crate) created_at: Timestamp,
    /// When they showed that the address is theirs; `None` for not yet.
    pub(crate) verified_at: Option<Timestamp>,
}

/// A user with what only the service may see.
#[derive(Debug)]
pub(crate) struct StoredUser {
    pub(crate) user: User,
    pub(crate) password_hash: PasswordHash,
    pub(crate) password_version: i64,
    /// Whether the address is known to be theirs.
    pub(crate) is_verified: bool,
    /// Whether an operator has disabled the account.
    pub(crate) is_disabled: bool,
}

/// What to find a user by. A closed set, so an unknown column does not compile.
#[derive(Debug)]
pub(crate) enum UserBy<'a> {
    /// In any spelling of upper and lower case.
    Email(&'a Email),
    /// By the public id.
    Id(UserId),
    /// Of a reset token that has not expired at this time.
    ResetToken(&'a TokenDigest, Timestamp),
}

/// What to change about a user. A closed set, so an unknown column does not compile.
#[derive(Debug)]
pub(crate) enum UserChange<'a> {
    /// The person chose a new password. Nothing changes if the account was disabled meanwhile.
    Password(&'a PasswordHash),
    /// The person changed the password of this version, and no other. Likewise.
    NextPassword { version: i64, new: &'a PasswordHash },
    /// The same password was hashed at a higher cost. Nothing changes if it is not the same any more.
    RenewedHash { old: &'a PasswordHash, new: &'a PasswordHash },
}

#[derive(FromRow)]
pub(super) struct UserRow {
    id: Uuid,
    email: String,
    password_hash: String,
    password_version: i64,
    created_at: i64,
    verified_at: i64,
    disabled_at: Option<i64>,
}

impl Db {
    /// Adds a user; `false` when the address is taken. The unique index decides, whatever was looked up before.
    pub(crate) async fn add_user(&self, new: &NewUser<'_>) -> Result<bool, DbError> {
        Ok(self.write(add_user(new)).await? == 1)
    }

    /// Finds the one user that the criterion fits, if there is one.
    pub(crate) async fn find_user_by(&self, criterion: UserBy<'_>) -> Result<Option<StoredUser>, DbError> {
        let statement = match criterion {
            UserBy::Email(email) => {
                sql("SELECT id, email, password_hash, password_version, created_at, verified_at, disabled_at FROM users
                     WHERE email_key = $1")
                .bind(key(email))
            }
            UserBy::Id(id) => {
                sql("SELECT id, email, password_hash, password_version, created_at, verified_at, disabled_at FROM users
                     WHERE id = $1")
                .bind(id)
            }
            UserBy::ResetToken(digest, now) => {
                sql("SELECT id, users.email AS email, password_hash, password_version, users.created_at AS created_at,
                         verified_at, disabled_at
                     FROM password_reset_tokens AS tokens JOIN users ON users.id = tokens.user_id
                     WHERE tokens.token_digest = $1 AND tokens.expires_at > $2")
                .bind(digest)
                .bind(now)
            }
        };
        let row: Option<UserRow> = self.read(statement).await?;
        row.map(StoredUser::try_from).transpose()
    }

    /// Changes one thing about a user; `false` when there was nothing to change.
    pub(crate) async fn update_user(&self, id: UserId, change: UserChange<'_>) -> Result<bool, DbError> {
        Ok(self.write(update_user(id, &change)).await? == 1)
    }
}

/// The statement of [`Db::add_user`], for transactions. An address that was given up lately is kept for who may want it
/// back.
pub(super) fn add_user<'a>(new: &NewUser<'a>) -> Statement<'a> {
    sql("INSERT INTO users (id, email, email_key, password_hash, password_version, created_at, verified_at)
         SELECT $1, $2, $3, $4, 1, $5, $6
         WHERE NOT EXISTS (SELECT 1 FROM email_undos WHERE email_key = $3 AND expires_at > $5)
         ON CONFLICT (email_key) DO NOTHING")
    .bind(new.id)
    .bind(new.email.as_str())
    .bind(key(new.email))
    .bind(new.password_hash)
    .bind(new.created_at)
    .bind(new.verified_at.unwrap_or(Timestamp::from_millis(0)))
}

/// The statement that notes that a user's address is theirs, for transactions.
pub(super) fn verify(user: UserId, now: Timestamp) -> Statement<'static> {
    sql("UPDATE users SET verified_at = $1 WHERE id = $2").bind(now).bind(user)
}

/// The statement of [`Db::update_user`], for transactions.
pub(super) fn update_user<'a>(id: UserId, change: &UserChange<'a>) -> Statement<'a> {
    match *change {
        UserChange::Password(hash) => {
            sql("UPDATE users SET password_hash = $1, password_version = password_version + 1
                 WHERE id = $2 AND disabled_at IS NULL")
            .bind(hash)
            .bind(id)
        }
        UserChange::NextPassword { version, new } => {
            sql("UPDATE users SET password_hash = $1, password_version = password_version + 1
             WHERE id = $2 AND password_version = $3 AND disabled_at IS NULL")
            .bind(new)
            .bind(id)
            .bind(version)
        }
        UserChange::RenewedHash { old, new } => {
            sql("UPDATE users SET password_hash = $1 WHERE password_hash = $2 AND id = $3").bind(new).bind(old).bind(id)
        }
    }
}

/// The statement that keeps an account from being disabled until the transaction ends; no row when it is already.
pub(super) fn keep_enabled(user: UserId) -> Statement<'static> {
    sql("UPDATE users SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NULL").bind(user)
}

/// What makes two spellings of an address one account: lower case, letters composed (NFC), and the host as the network
/// spells it (RFC 5891), which is what browsers send for a host with letters beyond ASCII.
pub(crate) fn key(email: &Email) -> String {
    let (local, host) = email.parts();
    // Some letters stand for several characters, such as a space, with which no host is spelled.
    let host = match idna::domain_to_ascii_cow(host.as_bytes(), AsciiDenyList::URL) {
        Ok(host) => host.into_owned(),
        Err(_) => lower_case(host),
    };
    format!("{}@{host}", lower_case(local))
}

/// Composed (NFC), so that nothing depends on the keyboard. The sigma has two small forms. Which of them it gets is decided by its place here, and not by who typed it.
pub(super) fn lower_case(text: &str) -> String {
    text.replace(['σ', 'ς'], "Σ").to_lowercase().nfc().collect()
}

/// Whether two spellings are one address.
pub(crate) fn is_same(one: &Email, other: &Email) -> bool {
    key(one) == key(other)
}

impl TryFrom<UserRow> for StoredUser {
    type Error = DbError;

    fn try_from(row: UserRow) -> Result<Self, DbError> {
        Ok(Self {
            user: user(row.id, &row.email, row.created_at)?,
            password_hash: PasswordHash(row.password_hash),
            password_version: row.password_version,
            is_verified: row.verified_at > 0,
            is_disabled: row.disabled_at.is_some(),
        })
    }
}

pub(super) fn user(id: Uuid, email: &str, created_at: i64) -> Result<User, DbError> {
    let email = Email::parse(email).map_err(|_| DbError::Corrupt("users.email"))?;
    Ok(User { id: UserId(id), email, created_at: Timestamp::from_millis(created_at) })
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_can_not_be_spelled_stays_as_it_is() {
        let key = |address| key(&Email::parse(address).unwrap());
        assert_eq!(key("Bob@ÉTÉ.example"), "bob@xn--t-9fab.example");
        // An Arabic mark that stands alone is one letter for whoever types it, and a space and a mark for the network.
        assert_eq!(key("bob@Aﹰ.example"), "bob@aﹰ.example");
        assert_eq!(key("bob@aΣ⒈"), key("bob@aσ⒈"));
    }
}
