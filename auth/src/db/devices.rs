//! Rows of `devices`: where somebody signed in lately.

use super::{
    Db, DbError, email_key,
    statement::{Connection, Statement, sql},
};
use crate::{
    Requester, Token,
    token::{self, TokenDigest},
};
use domain::{Email, Timestamp, UserId};
use std::time::Duration;
use uuid::Uuid;

/// So many of an account are remembered; the oldest of more is forgotten.
const MOST_DEVICES: i64 = 5;
/// A device is known for so long after its owner last signed in on it.
const LIFETIME: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// A device on which somebody is about to sign in.
#[derive(Debug)]
pub(crate) struct NewDevice<'a> {
    id: Uuid,
    /// What its cookie says, be it ours or not.
    presented: Option<&'a TokenDigest>,
    /// What it says from now on, where that is not ours.
    fresh: TokenDigest,
    expires_at: Timestamp,
}

impl<'a> NewDevice<'a> {
    /// Where this requester is, with a token to give it.
    pub(crate) fn new(requester: &'a Requester, fresh: &Token, now: Timestamp) -> Result<Self, getrandom::Error> {
        Ok(Self {
            id: token::random_uuid()?,
            presented: requester.known_device(),
            fresh: fresh.digest(),
            expires_at: now.plus(LIFETIME),
        })
    }
}

impl Db {
    /// Whether the owner of this address signed in lately on the device with this token.
    pub(crate) async fn is_known_device(
        &self,
        token: &TokenDigest,
        email: &Email,
        now: Timestamp,
    ) -> Result<bool, DbError> {
        let statement = sql("SELECT devices.created_at FROM devices JOIN users ON users.id = devices.user_id
                             WHERE token_digest = $1 AND email_key = $2 AND expires_at > $3");
        let row: Option<(i64,)> = self.read(statement.bind(token).bind(email_key(email)).bind(now)).await?;
        Ok(row.is_some())
    }
}

impl NewDevice<'_> {
    /// Remembers it, for transactions; answers whether it needs another cookie. Its own is kept where we gave it, be it to
    /// somebody else: several people may use one device. One that we did not give could be known to whoever did.
    pub(super) async fn remember(
        &self,
        user: UserId,
        now: Timestamp,
        connection: &mut Connection<'_>,
    ) -> Result<bool, sqlx::Error> {
        let is_ours = match self.presented {
            Some(token) => connection.execute(&self.insert_if_ours(user, token, now)).await? == 1,
            None => false,
        };
        if !is_ours {
            connection.execute(&self.insert(user, now)).await?;
        }
        let forget = sql("DELETE FROM devices WHERE user_id = $1 AND id NOT IN
                              (SELECT id FROM devices WHERE user_id = $1 ORDER BY expires_at DESC, id LIMIT $2)");
        connection.execute(&forget.bind(user).bind(MOST_DEVICES)).await?;
        Ok(!is_ours)
    }

    fn insert(&self, user: UserId, now: Timestamp) -> Statement<'_> {
        sql("INSERT INTO devices (id, user_id, token_digest, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(self.id)
            .bind(user)
            .bind(&self.fresh)
            .bind(now)
            .bind(self.expires_at)
    }

    fn insert_if_ours<'s>(&'s self, user: UserId, token: &'s TokenDigest, now: Timestamp) -> Statement<'s> {
        sql("INSERT INTO devices (id, user_id, token_digest, created_at, expires_at)
             SELECT $1, $2, $3, $4, $5
             WHERE EXISTS (SELECT 1 FROM devices WHERE token_digest = $3 AND expires_at > $4)
             ON CONFLICT (user_id, token_digest) DO UPDATE SET expires_at = excluded.expires_at")
        .bind(self.id)
        .bind(user)
        .bind(token)
        .bind(now)
        .bind(self.expires_at)
    }
}

/// The statement after which all devices of a user are strange, for transactions.
pub(super) fn drop_devices(user: UserId) -> Statement<'static> {
    sql("DELETE FROM devices WHERE user_id = $1").bind(user)
}
