//! Rows of `sessions`.

mod everybody;
mod look_up;

pub(super) use look_up::LookUps;

use super::{
    Db, DbError, Scope,
    activities::{NewActivity, Noted},
    devices::NewDevice,
    limits::Counted,
    statement::{Connection, Statement, sql},
    work::{FetchAll, Work},
};
use crate::{Device, Requester, outbox::QueuedMail, token::TokenDigest, uses::Use};
use domain::{SessionId, Timestamp, User, UserId};
use sqlx::FromRow;
use std::{sync::atomic::AtomicI64, time::Duration};
use uuid::Uuid;

/// So long after it was made, nobody needs to be told that an account is used for the first time.
const NEW: Duration = Duration::from_secs(24 * 60 * 60);

/// So many uses are noted at once: the others who want to write wait for a few milliseconds.
const MOST_USES: usize = 1_000;

/// So many devices are more than anybody uses.
const MOST_SESSIONS: i64 = 20;

/// A session about to begin.
#[derive(Debug)]
pub(crate) struct NewSession<'a> {
    pub(crate) id: SessionId,
    pub(crate) token: &'a TokenDigest,
    pub(crate) user: UserId,
    /// Of the password that was checked. The session is good while this is the user's newest.
    pub(crate) password_version: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    /// When the password was given; `None` where none was asked for.
    pub(crate) confirmed_at: Option<Timestamp>,
    pub(crate) requester: &'a Requester,
    pub(crate) activity: &'a NewActivity<'a>,
    /// Tells the owner, if they never signed in from there.
    pub(crate) notice: &'a QueuedMail,
    /// What was counted for it, to be given back.
    pub(crate) counted: &'a Counted,
    /// Where it begins; remembered if the password was given.
    pub(crate) device: NewDevice<'a>,
}

/// A session that has begun.
#[derive(Debug)]
pub(crate) struct Begun {
    /// Whether its notice is on its way.
    pub(crate) is_told: bool,
    /// Whether its device needs another cookie.
    pub(crate) is_device_new: bool,
}

/// A session that has not ended, and whose it is.
#[derive(Debug)]
pub(crate) struct LiveSession {
    pub(crate) id: SessionId,
    pub(crate) user: User,
    pub(crate) created_at: Timestamp,
    /// When a use of it was written down last, in milliseconds since 1970; or will be, as somebody has taken care of it.
    pub(crate) noted_at: AtomicI64,
    pub(crate) expires_at: Timestamp,
    pub(crate) confirmed_at: Timestamp,
    /// Whether the address is known to be its owner's.
    pub(crate) is_verified: bool,
}

/// Uses that are written down together.
struct Noting<'a>(&'a [(SessionId, Use)]);

#[derive(FromRow)]
struct DeviceRow {
    id: Uuid,
    created_at: i64,
    last_seen_at: i64,
    device: String,
    network: String,
}

impl Db {
    /// Begins a session; `None` when the user is gone, disabled, or has another password by now. If that happens at this
    /// very moment, the session begins and is good for nothing.
    pub(crate) async fn add_session(&self, new: &NewSession<'_>) -> Result<Option<Begun>, DbError> {
        self.run(Scope::Transaction, new).await
    }

    /// Notes that sessions were used.
    pub(crate) async fn note_uses(&self, uses: &[(SessionId, Use)]) -> Result<(), DbError> {
        for some in uses.chunks(MOST_USES) {
            self.run(Scope::Transaction, &Noting(some)).await?;
        }
        Ok(())
    }

    /// The sessions of a user that have not ended at this time, the one used last first.
    pub(crate) async fn sessions_of(&self, user: UserId, now: Timestamp) -> Result<Vec<Device>, DbError> {
        let statement =
            sql("SELECT sessions.id AS id, sessions.created_at AS created_at, last_seen_at, device, network
                             FROM sessions JOIN users ON users.id = sessions.user_id
                                 AND users.password_version = sessions.password_version
                             WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, sessions.id")
            .bind(user)
            .bind(now);
        let rows: Vec<DeviceRow> = self.run(Scope::Read, &FetchAll::new(statement)).await?;
        Ok(rows.into_iter().map(Device::from).collect())
    }

    /// Notes that the password was given once more in a session.
    pub(crate) async fn confirm_session(&self, id: SessionId, now: Timestamp) -> Result<(), DbError> {
        let statement = sql("UPDATE sessions SET confirmed_at = $1 WHERE id = $2");
        self.write(statement.bind(now).bind(id)).await.map(drop)
    }

    /// Ends a session by its public id, if it is this user's; `false` when there was none.
    pub(crate) async fn end_session(
        &self,
        user: UserId,
        id: SessionId,
        activity: &NewActivity<'_>,
    ) -> Result<bool, DbError> {
        let change = sql("DELETE FROM sessions WHERE id = $1 AND user_id = $2").bind(id).bind(user);
        Ok(self.run(Scope::Transaction, &Noted { change, user, activity }).await? == 1)
    }

    /// Ends all sessions of a user but one; answers how many.
    pub(crate) async fn end_other_sessions(
        &self,
        user: UserId,
        kept: SessionId,
        activity: &NewActivity<'_>,
    ) -> Result<u64, DbError> {
        self.run(Scope::Transaction, &Noted { change: delete_sessions_but(user, kept), user, activity }).await
    }

    /// Ends all sessions of a user and writes that down, if there are any; answers how many.
    pub(crate) async fn end_sessions(&self, user: UserId, activity: &NewActivity<'_>) -> Result<u64, DbError> {
        self.run(Scope::Transaction, &Noted { change: delete_sessions_of(user), user, activity }).await
    }

    /// Ends all sessions of a user; answers how many there were.
    pub(crate) async fn delete_sessions_of(&self, user: UserId) -> Result<u64, DbError> {
        self.write(delete_sessions_of(user)).await
    }
}

/// The statement that ends the sessions used longest ago, where there are too many, for transactions. The one that has
/// just begun is never among them, however many began at the same time.
fn end_oldest_sessions(user: UserId, begun: SessionId) -> Statement<'static> {
    sql("DELETE FROM sessions WHERE user_id = $1 AND id NOT IN
             (SELECT id FROM sessions WHERE user_id = $1
              ORDER BY CASE WHEN id = $2 THEN 0 ELSE 1 END, last_seen_at DESC, id LIMIT $3)")
    .bind(user)
    .bind(begun)
    .bind(MOST_SESSIONS)
}

/// The statement of [`Db::end_other_sessions`], for transactions.
pub(super) fn delete_sessions_but(user: UserId, kept: SessionId) -> Statement<'static> {
    sql("DELETE FROM sessions WHERE user_id = $1 AND id <> $2").bind(user).bind(kept)
}

impl Work for Noting<'_> {
    type Done = ();

    async fn on(&self, connection: &mut Connection<'_>) -> Result<(), sqlx::Error> {
        for (session, used) in self.0 {
            // An update, never an insert: a session that was ended meanwhile stays ended.
            let note = sql("UPDATE sessions SET last_seen_at = $1, expires_at = $2 WHERE id = $3");
            connection.execute(&note.bind(used.at).bind(used.expires_at).bind(*session)).await?;
        }
        Ok(())
    }
}

impl Work for NewSession<'_> {
    type Done = Option<Begun>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Option<Begun>, sqlx::Error> {
        if connection.execute(&self.insert()).await? == 0 {
            return Ok(None);
        }
        let new_since = self.created_at.minus(NEW);
        let notice = self.notice.insert_if_from_elsewhere(self.activity.kind.code(), new_since);
        let is_told = connection.execute(&notice).await? == 1;
        connection.execute(&self.activity.of(self.user)).await?;
        self.counted.on(connection).await?;
        connection.execute(&end_oldest_sessions(self.user, self.id)).await?;
        let is_device_new = match self.confirmed_at {
            Some(now) => self.device.remember(self.user, now, connection).await?,
            None => false,
        };
        Ok(Some(Begun { is_told, is_device_new }))
    }
}

impl NewSession<'_> {
    fn insert(&self) -> Statement<'_> {
        sql("INSERT INTO sessions (id, token_digest, user_id, created_at, last_seen_at, expires_at, password_version,
                                   confirmed_at, device, network)
             SELECT $1, $2, id, $3, $3, $4, password_version, $7, $8, $9 FROM users
             WHERE id = $5 AND password_version = $6 AND disabled_at IS NULL")
        .bind(self.id)
        .bind(self.token)
        .bind(self.created_at)
        .bind(self.expires_at)
        .bind(self.user)
        .bind(self.password_version)
        .bind(self.confirmed_at.unwrap_or(Timestamp::from_millis(0)))
        .bind(self.requester.device())
        .bind(self.requester.network())
    }
}

impl From<DeviceRow> for Device {
    fn from(row: DeviceRow) -> Self {
        Self {
            id: SessionId(row.id),
            created_at: Timestamp::from_millis(row.created_at),
            last_seen_at: Timestamp::from_millis(row.last_seen_at),
            requester: Requester::stored(row.device, row.network),
        }
    }
}

/// The statement of [`Db::delete_sessions_of`], for transactions.
pub(super) fn delete_sessions_of(user: UserId) -> Statement<'static> {
    sql("DELETE FROM sessions WHERE user_id = $1").bind(user)
}
