//! A user is a person with an account.

use crate::{Email, Timestamp};
use std::fmt;
use uuid::Uuid;

/// The public id of a user: safe to list and to log, useless as a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UserId(pub Uuid);

/// The public id of a session: safe to list and to log. What opens the session is its token, never this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub Uuid);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A person with an account. The password hash is not here, so it can never be shown by accident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The public id.
    pub id: UserId,
    /// The address as the person typed it when signing up.
    pub email: Email,
    /// When the account was made.
    pub created_at: Timestamp,
}
