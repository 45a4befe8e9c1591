//! Rows of `sessions`.

use super::{
    Db, DbError,
    statement::{Statement, sql},
    users::user,
};
use crate::token::TokenDigest;
use domain::{SessionId, Timestamp, User, UserId};
use sqlx::FromRow;
use uuid::Uuid;

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
}

/// A session that has not ended, and whose it is.
#[derive(Debug)]
pub(crate) struct LiveSession {
    pub(crate) id: SessionId,
    pub(crate) user: User,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
}

#[derive(FromRow)]
struct SessionRow {
    id: Uuid,
    created_at: i64,
    last_seen_at: i64,
    user_id: Uuid,
    email: String,
    user_created_at: i64,
}

impl Db {
    /// Begins a session; `false` when the user is gone or has another password by now. If that happens at this very
    /// moment, the session begins and is good for nothing.
    pub(crate) async fn add_session(&self, new: &NewSession<'_>) -> Result<bool, DbError> {
        let statement = sql("INSERT INTO sessions
                                 (id, token_digest, user_id, created_at, last_seen_at, expires_at, password_version)
                             SELECT $1, $2, id, $3, $3, $4, password_version FROM users
                             WHERE id = $5 AND password_version = $6")
        .bind(new.id)
        .bind(new.token)
        .bind(new.created_at)
        .bind(new.expires_at)
        .bind(new.user)
        .bind(new.password_version);
        Ok(self.write(statement).await? == 1)
    }

    /// Finds the session of a token, unless it has ended at this time or its owner has another password by now.
    pub(crate) async fn find_session(
        &self,
        token: &TokenDigest,
        now: Timestamp,
    ) -> Result<Option<LiveSession>, DbError> {
        let statement =
            sql("SELECT sessions.id AS id, sessions.created_at AS created_at, last_seen_at, user_id, email,
                                    users.created_at AS user_created_at
                             FROM sessions JOIN users ON users.id = sessions.user_id
                                 AND users.password_version = sessions.password_version
                             WHERE token_digest = $1 AND expires_at > $2")
            .bind(token)
            .bind(now);
        let row: Option<SessionRow> = self.read(statement).await?;
        row.map(LiveSession::try_from).transpose()
    }

    /// Notes that a session was used. An update, never an insert: a session that was ended meanwhile stays ended.
    pub(crate) async fn touch_session(
        &self,
        id: SessionId,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), DbError> {
        let statement = sql("UPDATE sessions SET last_seen_at = $1, expires_at = $2 WHERE id = $3");
        self.write(statement.bind(now).bind(expires_at).bind(id)).await.map(drop)
    }

    /// Ends the session of a token; answers whose it was, `None` when there was no such session at this time.
    pub(crate) async fn delete_session(&self, token: &TokenDigest, now: Timestamp) -> Result<Option<UserId>, DbError> {
        let statement = sql("DELETE FROM sessions WHERE token_digest = $1 AND expires_at > $2
                                 AND password_version = (SELECT password_version FROM users WHERE users.id = sessions.user_id)
                             RETURNING user_id")
        .bind(token)
        .bind(now);
        let owner: Option<(Uuid,)> = self.write_returning(statement).await?;
        Ok(owner.map(|(id,)| UserId(id)))
    }

    /// Ends all sessions of a user; answers how many there were.
    pub(crate) async fn delete_sessions_of(&self, user: UserId) -> Result<u64, DbError> {
        self.write(delete_sessions_of(user)).await
    }
}

/// The statement of [`Db::delete_sessions_of`], for transactions.
pub(super) fn delete_sessions_of(user: UserId) -> Statement<'static> {
    sql("DELETE FROM sessions WHERE user_id = $1").bind(user)
}

impl TryFrom<SessionRow> for LiveSession {
    type Error = DbError;

    fn try_from(row: SessionRow) -> Result<Self, DbError> {
        Ok(Self {
            id: SessionId(row.id),
            user: user(row.user_id, &row.email, row.user_created_at)?,
            created_at: Timestamp::from_millis(row.created_at),
            last_seen_at: Timestamp::from_millis(row.last_seen_at),
        })
    }
}
