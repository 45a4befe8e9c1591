//! Ending everybody's sessions, some people at a time, so that nobody who signs in waits for all of it.

use crate::db::{
    Db, DbError, Scope,
    activities::NewActivity,
    statement::{Connection, sql},
    work::Work,
};
use domain::UserId;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Sessions that were ended, by whose they were.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    /// How many people had some.
    pub(crate) people: u64,
    /// How many there were.
    pub(crate) sessions: u64,
    /// Whoever comes behind this id still has theirs; `None` when nobody does.
    pub(crate) next: Option<UserId>,
}

impl Db {
    /// Ends the sessions of the next people behind an id, and writes that down for each of them: as many people as there
    /// are activities to write.
    pub(crate) async fn end_sessions_after(
        &self,
        after: UserId,
        activities: &[NewActivity<'_>],
    ) -> Result<Ended, DbError> {
        self.run(Scope::Transaction, &Ending { after, activities }).await
    }
}

/// The transaction of [`Db::end_sessions_after`].
struct Ending<'a> {
    after: UserId,
    activities: &'a [NewActivity<'a>],
}

impl Work for Ending<'_> {
    type Done = Ended;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Ended, sqlx::Error> {
        let delete =
            sql("DELETE FROM sessions WHERE user_id IN (SELECT DISTINCT user_id FROM sessions WHERE user_id > $1
                                                                 ORDER BY user_id LIMIT $2)
                          RETURNING user_id")
            .bind(self.after)
            .bind(i64::try_from(self.activities.len()).unwrap_or(i64::MAX));
        let rows: Vec<(Uuid,)> = connection.fetch_all(&delete).await?;
        let mut ended = Ended { sessions: count(rows.len()), ..Ended::default() };
        let people: BTreeSet<Uuid> = rows.into_iter().map(|(user,)| user).collect();
        for (user, activity) in people.iter().zip(self.activities) {
            connection.execute(&activity.of_known(UserId(*user))).await?;
        }
        ended.people = count(people.len());
        ended.next = people.last().map(|user| UserId(*user));
        Ok(ended)
    }
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
