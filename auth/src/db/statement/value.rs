//! A value is what a placeholder of a statement stands for.

use crate::{hasher::PasswordHash, limits::LimitKey, token::TokenDigest};
use domain::{SessionId, Timestamp, UserId};
use std::borrow::Cow;
use uuid::Uuid;

/// A value of a kind that both engines keep as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::db) enum Value<'a> {
    Uuid(Uuid),
    Integer(i64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    /// No value (`NULL`), of an integer's kind.
    Nothing,
}

/// The kinds of [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) enum Kind {
    Uuid,
    Integer,
    OptionalInteger,
    Text,
    Bytes,
}

impl From<Uuid> for Value<'_> {
    fn from(uuid: Uuid) -> Self {
        Self::Uuid(uuid)
    }
}

impl From<UserId> for Value<'_> {
    fn from(id: UserId) -> Self {
        Self::Uuid(id.0)
    }
}

impl From<SessionId> for Value<'_> {
    fn from(id: SessionId) -> Self {
        Self::Uuid(id.0)
    }
}

impl From<i64> for Value<'_> {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(instant: Timestamp) -> Self {
        Self::Integer(instant.as_millis())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a PasswordHash> for Value<'a> {
    fn from(hash: &'a PasswordHash) -> Self {
        Self::Text((&*hash.0).into())
    }
}

impl From<LimitKey> for Value<'_> {
    fn from(key: LimitKey) -> Self {
        Self::Bytes(key.digest.to_vec().into())
    }
}

impl<'a> From<&'a TokenDigest> for Value<'a> {
    fn from(digest: &'a TokenDigest) -> Self {
        Self::Bytes((&digest.0[..]).into())
    }
}
