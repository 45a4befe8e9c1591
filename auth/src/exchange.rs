//! Users on their way between this service and other systems.

use crate::{
    Clock, DatabaseConfig,
    db::{Arrival, Arrived, CheckError, Db, DbError, OpenFault, StoredUser},
    hasher::{HashRefusal, PasswordHash},
    token,
};
use domain::{Email, EmailError, Timestamp, User, UserId};
use std::{error::Error as StdError, fmt};
use thiserror::Error;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

/// A user as files have them: each field a text. `Debug` hides the hash.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UserRecord {
    /// A UUID. Who comes without one gets one.
    pub id: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// bcrypt or argon2id. Who comes without one chooses a password by mail.
    pub password_hash: Option<String>,
    /// When the account was made (RFC 3339); now, where that is not known.
    pub created_at: Option<String>,
    /// `true` when the address is known to be theirs; `false`, where that is not known.
    pub verified: Option<String>,
    /// `true` when an operator keeps them out; `false`, where that is not said.
    pub disabled: Option<String>,
}

/// Why a user was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RecordError {
    /// The address can't be one.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// The hash can't be used.
    #[error(transparent)]
    Hash(#[from] HashRefusal),
    /// The id can't be one.
    #[error("id is no UUID")]
    Id,
    /// Another address has it.
    #[error("id is that of an account with another address")]
    IdTaken,
    /// The time can't be read.
    #[error("created_at is no time from 1970 on like 2026-11-25T15:04:05Z (RFC 3339)")]
    CreatedAt,
    /// It has not come yet.
    #[error("created_at is in the future")]
    Future,
    /// It is not said.
    #[error("verified is neither true nor false")]
    Verified,
    /// It is not said.
    #[error("disabled is neither true nor false")]
    Disabled,
    /// The address was given up lately.
    #[error("email was given up within the last 7 days, and is kept for its former owner")]
    Kept,
}

/// What has become of a user who was to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// There is an account now.
    Added,
    /// There was one with this address, which was left alone.
    AlreadyThere,
    /// There is none.
    Refused(RecordError),
}

/// Why an exchange came to no end.
#[derive(Debug, Error)]
pub enum ExchangeError {
    /// The database can't be used as it is.
    #[error(transparent)]
    Database(#[from] CheckError),
    /// It failed on the way.
    #[error("interrupted ({source}); run the same again to go on")]
    Interrupted {
        /// Who or what has to change before.
        fault: OpenFault,
        /// What happened.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl ExchangeError {
    /// Something failed on this machine that is no database.
    fn here(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Interrupted { fault: OpenFault::Io, source: error.into() }
    }
}

/// A database of ours that users come to, or go from, while servers run on it.
#[derive(Debug)]
pub struct Exchange {
    db: Db,
    clock: Clock,
}

impl Exchange {
    /// Opens a database that has this version's schema.
    ///
    /// # Errors
    /// [`ExchangeError::Database`] when there is none.
    pub async fn open(config: &DatabaseConfig, clock: Clock) -> Result<Self, ExchangeError> {
        Ok(Self { db: Db::open_as_it_is(config).await?, clock })
    }

    /// Takes users, those who can be taken in one transaction; answers what became of each.
    ///
    /// # Errors
    /// [`ExchangeError::Interrupted`] when the database fails: then none of them was taken, or all were. The same again
    /// finds out.
    pub async fn import(&self, records: &[UserRecord]) -> Result<Vec<Taken>, ExchangeError> {
        let now = self.clock.now();
        let (mut arrivals, mut refused) = (Vec::with_capacity(records.len()), Vec::with_capacity(records.len()));
        for record in records {
            match read(record, now)? {
                Ok(arrival) => {
                    arrivals.push(arrival);
                    refused.push(None);
                }
                Err(error) => refused.push(Some(error)),
            }
        }
        let mut arrived = self.db.add_arrivals(&arrivals, now).await?.into_iter();
        let taken = refused.into_iter().filter_map(|refusal| match refusal {
            Some(error) => Some(Taken::Refused(error)),
            None => arrived.next().map(Taken::from),
        });
        Ok(taken.collect())
    }

    /// The next users behind the one of this id, or the first ones; none when there are no more.
    ///
    /// # Errors
    /// [`ExchangeError::Interrupted`] when the database fails.
    pub async fn export(&self, after: Option<UserId>) -> Result<(Vec<UserRecord>, Option<UserId>), ExchangeError> {
        let users = self.db.users_after(after.unwrap_or(UserId(Uuid::nil()))).await?;
        let last = users.last().map(|stored| stored.user.id);
        Ok((users.iter().map(write).collect::<Result<_, _>>()?, last))
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.db.close().await;
    }
}

impl fmt::Debug for UserRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, email, password_hash, created_at, verified, disabled } = self;
        let hash = password_hash.as_ref().map(|_| "hidden");
        write!(f, "UserRecord({id:?}, {email:?}, {hash:?}, {created_at:?}, {verified:?}, {disabled:?})")
    }
}

impl From<DbError> for ExchangeError {
    fn from(error: DbError) -> Self {
        Self::Interrupted { fault: error.fault(), source: Box::new(error) }
    }
}

impl From<Arrived> for Taken {
    fn from(arrived: Arrived) -> Self {
        match arrived {
            Arrived::Added => Self::Added,
            Arrived::AlreadyThere => Self::AlreadyThere,
            Arrived::Kept => Self::Refused(RecordError::Kept),
            Arrived::IdTaken => Self::Refused(RecordError::IdTaken),
        }
    }
}

/// Reads every field into the type that the service has for it. Fails as a whole only without randomness.
fn read(record: &UserRecord, now: Timestamp) -> Result<Result<Arrival, RecordError>, ExchangeError> {
    let new_id = token::new_user_id().map_err(ExchangeError::here)?;
    Ok(checked(record, new_id, now))
}

fn checked(record: &UserRecord, new_id: UserId, now: Timestamp) -> Result<Arrival, RecordError> {
    let email = Email::parse(record.email.as_deref().unwrap_or_default())?;
    let id = record.id.as_deref().map_or(Ok(new_id), read_id)?;
    let created_at = record.created_at.as_deref().map_or(Ok(now), read_time)?;
    if created_at > now {
        return Err(RecordError::Future);
    }
    let is_verified = read_flag(record.verified.as_deref()).ok_or(RecordError::Verified)?;
    let is_disabled = read_flag(record.disabled.as_deref()).ok_or(RecordError::Disabled)?;
    let password_hash =
        record.password_hash.as_deref().map_or_else(|| Ok(PasswordHash::of_no_password()), PasswordHash::import)?;
    Ok(Arrival { user: User { id, email, created_at }, password_hash, is_verified, is_disabled })
}

fn read_flag(text: Option<&str>) -> Option<bool> {
    match text {
        Some("true") => Some(true),
        Some("false") | None => Some(false),
        Some(_) => None,
    }
}

/// Nil is what pages of users begin behind.
fn read_id(text: &str) -> Result<UserId, RecordError> {
    Uuid::try_parse(text).ok().filter(|id| !id.is_nil()).map(UserId).ok_or(RecordError::Id)
}

fn read_time(text: &str) -> Result<Timestamp, RecordError> {
    let instant = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| RecordError::CreatedAt)?;
    let millis = i64::try_from(instant.unix_timestamp_nanos() / 1_000_000).map_err(|_| RecordError::CreatedAt)?;
    Some(millis).filter(|millis| *millis >= 0).map(Timestamp::from_millis).ok_or(RecordError::CreatedAt)
}

fn write(stored: &StoredUser) -> Result<UserRecord, ExchangeError> {
    let User { id, email, created_at } = &stored.user;
    Ok(UserRecord {
        id: Some(id.0.hyphenated().to_string()),
        email: Some(email.to_string()),
        password_hash: stored.password_hash.export().map(str::to_owned),
        created_at: Some(write_time(*created_at).map_err(ExchangeError::here)?),
        verified: Some(stored.is_verified.to_string()),
        disabled: Some(stored.is_disabled.to_string()),
    })
}

fn write_time(instant: Timestamp) -> Result<String, time::Error> {
    let instant = OffsetDateTime::from_unix_timestamp_nanos(i128::from(instant.as_millis()) * 1_000_000)?;
    Ok(instant.format(&Rfc3339)?)
}
