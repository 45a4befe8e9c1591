//! Users that come from other systems, and those that go there: many at a time.

use super::{
    CheckError, Db, DbError, Engine, Scope, StoredUser,
    statement::{Connection, Statement, Value, sql},
    users::{UserRow, key},
    work::{FetchAll, Work},
};
use crate::{DatabaseConfig, hasher::PasswordHash};
use domain::{Timestamp, User, UserId};
use std::time::Instant;
use tokio::time::sleep;

/// Users that leave together.
const PAGE: i64 = 500;

/// A user from elsewhere.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) user: User,
    pub(crate) password_hash: PasswordHash,
    pub(crate) is_verified: bool,
    pub(crate) is_disabled: bool,
}

/// What has become of a user from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrived {
    Added,
    /// The address has an account, which was left alone.
    AlreadyThere,
    /// The address was given up lately, and is kept for who may want it back.
    Kept,
    /// Another address has an account of this id.
    IdTaken,
}

/// The transaction of [`Db::add_arrivals`].
struct AddArrivals<'a> {
    arrivals: &'a [Arrival],
    now: Timestamp,
}

impl Db {
    /// Opens a database that has this version's schema, and makes and migrates none: servers may be running on it.
    pub(crate) async fn open_as_it_is(config: &DatabaseConfig) -> Result<Self, CheckError> {
        let config = DatabaseConfig { create: false, ..config.clone() };
        Self::expect_current(&config).await?;
        Ok(Self::open(&config).await?)
    }

    /// Adds users, all in one transaction; answers what became of each. SQLite has one writer at a time, so the next ones
    /// are not added before a server had as long to write.
    pub(crate) async fn add_arrivals(&self, arrivals: &[Arrival], now: Timestamp) -> Result<Vec<Arrived>, DbError> {
        let begun = Instant::now();
        let arrived = self.run(Scope::Transaction, &AddArrivals { arrivals, now }).await?;
        if let Engine::Sqlite(_) = self.engine {
            sleep(begun.elapsed()).await;
        }
        Ok(arrived)
    }

    /// The next users behind an id; none when there are no more.
    pub(crate) async fn users_after(&self, id: UserId) -> Result<Vec<StoredUser>, DbError> {
        let statement = sql("SELECT id, email, password_hash, password_version, created_at, verified_at, disabled_at
                             FROM users WHERE id > $1 ORDER BY id LIMIT $2")
        .bind(id)
        .bind(PAGE);
        let rows: Vec<UserRow> = self.run(Scope::Read, &FetchAll::new(statement)).await?;
        rows.into_iter().map(StoredUser::try_from).collect()
    }
}

impl Work for AddArrivals<'_> {
    type Done = Vec<Arrived>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Vec<Arrived>, sqlx::Error> {
        let mut arrived = Vec::with_capacity(self.arrivals.len());
        for arrival in self.arrivals {
            arrived.push(match connection.execute(&add(arrival, self.now)).await? {
                0 => why_not(arrival, connection).await?,
                _ => Arrived::Added,
            });
        }
        Ok(arrived)
    }
}

/// As `add_user`, for whom an id may be taken, too.
fn add(arrival: &Arrival, now: Timestamp) -> Statement<'_> {
    let Arrival { user, password_hash, is_verified, is_disabled } = arrival;
    let disabled_at = if *is_disabled { Value::from(now) } else { Value::Nothing };
    // When that was is not known, but 0 would stand for never.
    let verified_at = if *is_verified { user.created_at.as_millis().max(1) } else { 0 };
    sql("INSERT INTO users (id, email, email_key, password_hash, password_version, created_at, verified_at, disabled_at)
         SELECT $1, $2, $3, $4, 1, $5, $6, $7
         WHERE NOT EXISTS (SELECT 1 FROM email_undos WHERE email_key = $3 AND expires_at > $8)
         ON CONFLICT DO NOTHING")
    .bind(user.id)
    .bind(user.email.as_str())
    .bind(key(&user.email))
    .bind(password_hash)
    .bind(user.created_at)
    .bind(verified_at)
    .bind(disabled_at)
    .bind(now)
}

async fn why_not(arrival: &Arrival, connection: &mut Connection<'_>) -> Result<Arrived, sqlx::Error> {
    let User { id, email, .. } = &arrival.user;
    let by_email = sql("SELECT count(*) FROM users WHERE email_key = $1").bind(key(email));
    let by_id = sql("SELECT count(*) FROM users WHERE id = $1").bind(*id);
    for (statement, arrived) in [(by_email, Arrived::AlreadyThere), (by_id, Arrived::IdTaken)] {
        let row: Option<(i64,)> = connection.fetch_optional(&statement).await?;
        if row.is_some_and(|(users,)| users > 0) {
            return Ok(arrived);
        }
    }
    Ok(Arrived::Kept)
}
