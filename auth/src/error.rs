//! Why the service refuses, or fails.

use crate::{OpenFault, db::DbError, hasher::HashError};
use domain::{Email, EmailError, PasswordError};
use std::{error::Error as StdError, time::Duration};
use thiserror::Error;

/// A refusal that the person can do something about, or [`AuthError::Unavailable`] or [`AuthError::Internal`].
///
/// No variant but [`AuthError::EmailTaken`] carries what the person typed, and none carries a secret.
#[derive(Debug, Error)]
pub enum AuthError {
    /// The text is no e-mail address.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// The password can't be chosen, or can't be anyone's.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Somebody has signed up with this address, in any spelling of upper and lower case.
    #[error("User {0} already exists")]
    EmailTaken(Email),
    /// Wrong password, or no such account: the two are never told apart.
    #[error("wrong e-mail or password")]
    InvalidCredentials,
    /// The password that was asked for once more is not the account's.
    #[error("current_password is wrong")]
    WrongPassword,
    /// The session has ended, or there was none.
    #[error("not logged in")]
    NotLoggedIn,
    /// This asks for the password, unless it was given within the last 15 minutes.
    #[error("the password has to be given once more")]
    NotConfirmed,
    /// What has to be typed to show that one means it was not typed.
    #[error("confirmation is not the account's e-mail address")]
    NotMeant,
    /// Nobody has signed up with this address. Development says so; production never does.
    #[error("no account with this e-mail")]
    UnknownEmail,
    /// The new address is the account's already.
    #[error("email is the account's already")]
    SameEmail,
    /// The token or code of a mail about an address is malformed, unknown, used, replaced, expired, was tried too often or
    /// is somebody else's: never said which.
    #[error("code is not valid (any more)")]
    InvalidCode,
    /// The reset token is malformed, unknown, used, replaced, expired or somebody else's: never said which.
    #[error("reset_token is not valid (any more)")]
    InvalidResetToken,
    /// Too much was asked for. The same for every reason.
    #[error("too many attempts; try again later")]
    TooMany {
        /// For so long.
        wait: Duration,
    },
    /// The database can't be reached or has too much to do. To ask again in a moment is right.
    #[error("the service is not available at the moment; try again shortly")]
    Unavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// Something of ours failed. The cause is for the log, not for the person.
    #[error("internal error")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

impl AuthError {
    /// Who or what has to change before another try can succeed, where it is the database that failed.
    #[must_use]
    pub fn fault(&self) -> Option<OpenFault> {
        match self {
            Self::Unavailable(cause) | Self::Internal(cause) => cause.downcast_ref().map(DbError::fault),
            _ => None,
        }
    }
}

impl From<DbError> for AuthError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(_) | DbError::Closed => Self::Unavailable(Box::new(error)),
            DbError::Sqlx(_) | DbError::Corrupt(_) | DbError::Damaged(_) => Self::Internal(Box::new(error)),
        }
    }
}

impl From<HashError> for AuthError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Unavailable(Box::new(error)),
            _ => Self::Internal(Box::new(error)),
        }
    }
}

impl From<getrandom::Error> for AuthError {
    fn from(error: getrandom::Error) -> Self {
        Self::Internal(Box::new(error))
    }
}
