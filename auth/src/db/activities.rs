//! Rows of `activities`: what has happened to an account.

use super::{
    Db, DbError, Scope,
    decoys::decoy,
    statement::{Connection, Statement, sql},
    work::{FetchAll, Work},
};
use crate::{Activity, ActivityKind, Requester, token};
use domain::{Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// Something about to be written down, together with what it tells of.
#[derive(Debug)]
pub(crate) struct NewActivity<'a> {
    id: Uuid,
    pub(crate) kind: ActivityKind,
    pub(crate) happened_at: Timestamp,
    pub(crate) requester: &'a Requester,
}

#[derive(FromRow)]
struct ActivityRow {
    kind: String,
    happened_at: i64,
    device: String,
    network: String,
}

impl<'a> NewActivity<'a> {
    pub(crate) fn new(
        kind: ActivityKind,
        happened_at: Timestamp,
        requester: &'a Requester,
    ) -> Result<Self, getrandom::Error> {
        Ok(Self { id: token::random_uuid()?, kind, happened_at, requester })
    }

    /// The statement that writes it down, for transactions.
    pub(super) fn of(&self, user: UserId) -> Statement<'_> {
        self.bind(
            user,
            sql("INSERT INTO activities (id, user_id, kind, happened_at, device, network)
                 VALUES ($1, $2, $3, $4, $5, $6)"),
        )
    }

    /// [`NewActivity::of`], if there is such a user.
    pub(super) fn of_known(&self, user: UserId) -> Statement<'_> {
        self.bind(
            user,
            sql("INSERT INTO activities (id, user_id, kind, happened_at, device, network)
                 SELECT $1, id, $3, $4, $5, $6 FROM users WHERE id = $2"),
        )
    }

    fn bind<'s>(&'s self, user: UserId, statement: Statement<'s>) -> Statement<'s> {
        statement
            .bind(self.id)
            .bind(user)
            .bind(self.kind.code())
            .bind(self.happened_at)
            .bind(self.requester.device())
            .bind(self.requester.network())
    }
}

impl Db {
    /// Writes down what changed nothing else, such as a log-in that failed. Asking the same of nobody's account costs the
    /// same.
    pub(crate) async fn add_activity(&self, user: UserId, activity: &NewActivity<'_>) -> Result<(), DbError> {
        self.run(Scope::Transaction, &OfKnown { user, activity }).await
    }

    /// What has happened to an account, newest first, at most so much.
    pub(crate) async fn activities_of(&self, user: UserId, most: i64) -> Result<Vec<Activity>, DbError> {
        let statement = sql("SELECT kind, happened_at, device, network FROM activities WHERE user_id = $1
                             ORDER BY happened_at DESC, id LIMIT $2")
        .bind(user)
        .bind(most);
        let rows: Vec<ActivityRow> = self.run(Scope::Read, &FetchAll::new(statement)).await?;
        rows.into_iter().map(Activity::try_from).collect()
    }
}

/// The transaction of [`Db::add_activity`].
struct OfKnown<'a> {
    user: UserId,
    activity: &'a NewActivity<'a>,
}

impl Work for OfKnown<'_> {
    type Done = ();

    async fn on(&self, connection: &mut Connection<'_>) -> Result<(), sqlx::Error> {
        if connection.execute(&self.activity.of_known(self.user)).await? == 0 {
            connection.execute(&decoy(self.activity.id, self.activity.happened_at)).await?;
        }
        Ok(())
    }
}

/// A change to an account that is written down: the first statement decides whether there is anything to write.
pub(super) struct Noted<'a> {
    pub(super) change: Statement<'a>,
    pub(super) user: UserId,
    pub(super) activity: &'a NewActivity<'a>,
}

impl Work for Noted<'_> {
    /// How many rows the change changed.
    type Done = u64;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<u64, sqlx::Error> {
        let changed = connection.execute(&self.change).await?;
        if changed > 0 {
            connection.execute(&self.activity.of(self.user)).await?;
        }
        Ok(changed)
    }
}

impl TryFrom<ActivityRow> for Activity {
    type Error = DbError;

    fn try_from(row: ActivityRow) -> Result<Self, DbError> {
        Ok(Self {
            kind: ActivityKind::from_code(&row.kind).ok_or(DbError::Corrupt("activities.kind"))?,
            happened_at: Timestamp::from_millis(row.happened_at),
            requester: Requester::stored(row.device, row.network),
        })
    }
}
