//! Rows of `sessions`.

use super::{Db, DbError, sqlite::Connection, users::user};
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
    /// Of the password that was checked. If there is a newer one, no session begins.
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
    /// Begins a session; `false` when the user is gone or has another password by now.
    pub(crate) async fn add_session(&self, new: &NewSession<'_>) -> Result<bool, DbError> {
        let query = sqlx::query(
            "INSERT INTO sessions (id, token_digest, user_id, created_at, last_seen_at, expires_at)
             SELECT $1, $2, id, $3, $3, $4 FROM users WHERE id = $5 AND password_version = $6",
        )
        .bind(new.id.0)
        .bind(new.token.0.to_vec())
        .bind(new.created_at.as_millis())
        .bind(new.expires_at.as_millis())
        .bind(new.user.0)
        .bind(new.password_version);
        Ok(query.execute(&self.writer).await?.rows_affected() == 1)
    }

    /// Finds the session of a token, unless it has ended at this time.
    pub(crate) async fn find_session(
        &self,
        token: &TokenDigest,
        now: Timestamp,
    ) -> Result<Option<LiveSession>, DbError> {
        let row: Option<SessionRow> = sqlx::query_as(
            "SELECT sessions.id AS id, sessions.created_at AS created_at, last_seen_at, user_id, email,
                    users.created_at AS user_created_at
             FROM sessions JOIN users ON users.id = sessions.user_id
             WHERE token_digest = $1 AND expires_at > $2",
        )
        .bind(token.0.to_vec())
        .bind(now.as_millis())
        .fetch_optional(&self.readers)
        .await?;
        row.map(LiveSession::try_from).transpose()
    }

    /// Notes that a session was used. An update, never an insert: a session that was ended meanwhile stays ended.
    pub(crate) async fn touch_session(
        &self,
        id: SessionId,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), DbError> {
        sqlx::query("UPDATE sessions SET last_seen_at = $1, expires_at = $2 WHERE id = $3")
            .bind(now.as_millis())
            .bind(expires_at.as_millis())
            .bind(id.0)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Ends the session of a token; answers whose it was, `None` when there was no such session at this time.
    pub(crate) async fn delete_session(&self, token: &TokenDigest, now: Timestamp) -> Result<Option<UserId>, DbError> {
        let owner: Option<Uuid> =
            sqlx::query_scalar("DELETE FROM sessions WHERE token_digest = $1 AND expires_at > $2 RETURNING user_id")
                .bind(token.0.to_vec())
                .bind(now.as_millis())
                .fetch_optional(&self.writer)
                .await?;
        Ok(owner.map(UserId))
    }

    /// Ends all sessions of a user; answers how many there were.
    pub(crate) async fn delete_sessions_of(&self, user: UserId) -> Result<u64, DbError> {
        let mut connection = self.writer.acquire().await?;
        delete_sessions_of(&mut connection, user).await
    }
}

/// [`Db::delete_sessions_of`], as a part of a transaction.
pub(super) async fn delete_sessions_of(connection: &mut Connection, user: UserId) -> Result<u64, DbError> {
    let query = sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(user.0);
    Ok(query.execute(connection).await?.rows_affected())
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
