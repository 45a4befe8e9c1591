//! Rows of `limits`: counters, each changed by one statement, so that many at once are counted one after the other.

use super::{
    Db, DbError, Scope,
    statement::{Connection, Statement, sql},
    work::Work,
};
use crate::limits::{Guesses, LimitKey, Rate};
use domain::Timestamp;
use sqlx::FromRow;
use std::time::Duration;

/// Guesses in a row are remembered for so long after the last, in ms; the free ones for a day.
const GUESSES_LIFETIME: i64 = 30 * DAY;
/// So far behind that of another may a clock be, or a request that has been on its way for a while, in ms. Else of many at
/// the same time some would be taken for those of a clock that was set back.
const BEHIND: i64 = 60 * 1000;
const DAY: i64 = 24 * 60 * 60 * 1_000;
/// As many counters are kept as fit into about 200 MB: the next ones to expire make room for others.
const MOST_ROWS: i64 = 1_000_000;
/// Rows that one statement removes.
const BATCH: i64 = 1_000;

/// Something to be counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) key: LimitKey,
    pub(crate) limit: Limit,
    /// Whether it is counted only where the hit before it was the first of its own key.
    pub(crate) once: bool,
}

/// What is allowed of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    Rate(Rate),
    Guesses(Guesses),
}

/// What was counted, and can be given back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted(Vec<Hit>);

/// Whether one may go on.
#[derive(Debug)]
pub(crate) enum Admission {
    Admitted(Counted),
    /// By this counter, for so long.
    Refused(LimitKey, Duration),
}

impl Db {
    /// The secret that the keys of limits are made with.
    pub(crate) async fn limit_secret(&self) -> Result<[u8; 32], DbError> {
        let row: Option<(Vec<u8>,)> = self.read(sql("SELECT secret FROM limit_key WHERE id = 1")).await?;
        row.and_then(|(secret,)| secret.try_into().ok()).ok_or(DbError::Corrupt("limit_key.secret"))
    }

    /// Counts these, in order, up to the first that is not allowed.
    pub(crate) async fn admit(&self, hits: &[Hit], now: Timestamp) -> Result<Admission, DbError> {
        if hits.is_empty() {
            return Ok(Admission::Admitted(Counted::default()));
        }
        // Whoever is refused anyway must not keep those waiting who have something to write.
        match self.run(Scope::Read, &Look { hits, now }).await? {
            Some((key, wait)) => Ok(Admission::Refused(key, wait)),
            None => self.run(Scope::Transaction, &Count { hits, now }).await,
        }
    }

    /// Gives back what was counted, because it did no harm.
    pub(crate) async fn give_back(&self, counted: &Counted) -> Result<(), DbError> {
        match counted.0.is_empty() {
            true => Ok(()),
            false => self.run(Scope::Transaction, counted).await,
        }
    }

    /// Deletes counters that count nothing any more, and those beyond the most; answers how many.
    pub(super) async fn delete_limits(&self, now: Timestamp) -> Result<u64, DbError> {
        let expired = "DELETE FROM limits WHERE expires_at <= $1 AND key IN
                           (SELECT key FROM limits WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        let expired = self.delete_in_batches(sql(expired), now).await?;
        Ok(expired + self.delete_limits_beyond(MOST_ROWS).await?)
    }

    async fn delete_limits_beyond(&self, most: i64) -> Result<u64, DbError> {
        let rows: Option<(i64,)> = self.read(sql("SELECT count(*) FROM limits").scanning()).await?;
        let mut surplus = rows.map_or(0, |(rows,)| rows - most);
        let mut deleted = 0;
        while surplus > 0 {
            let delete = sql("DELETE FROM limits WHERE key IN (SELECT key FROM limits ORDER BY expires_at LIMIT $1)");
            deleted += self.write(delete.bind(surplus.min(BATCH)).scanning()).await?;
            surplus -= BATCH;
        }
        Ok(deleted)
    }
}

#[derive(FromRow)]
struct Row {
    free_at: i64,
    hits: i64,
    pause: i64,
    expires_at: i64,
}

/// Looks which of these is not allowed now.
struct Look<'a> {
    hits: &'a [Hit],
    now: Timestamp,
}

impl Work for Look<'_> {
    type Done = Option<(LimitKey, Duration)>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Self::Done, sqlx::Error> {
        for hit in self.hits.iter().filter(|hit| !hit.once) {
            let row: Option<Row> = connection.fetch_optional(&hit.look()).await?;
            if let Some(wait) = row.and_then(|row| hit.refusal(&row, self.now)) {
                return Ok(Some((hit.key, wait)));
            }
        }
        Ok(None)
    }
}

/// The transaction of [`Db::admit`].
struct Count<'a> {
    hits: &'a [Hit],
    now: Timestamp,
}

impl Work for Count<'_> {
    type Done = Admission;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Admission, sqlx::Error> {
        let (mut counted, mut was_first) = (Counted::default(), false);
        for hit in self.hits.iter() {
            if hit.once && !was_first {
                continue;
            }
            let row: Option<(i64,)> = connection.fetch_optional(&hit.count(self.now)).await?;
            let Some((hits,)) = row else {
                let row: Option<Row> = connection.fetch_optional(&hit.look()).await?;
                let wait = row.and_then(|row| hit.refusal(&row, self.now)).unwrap_or_default();
                return Ok(Admission::Refused(hit.key, wait));
            };
            was_first = hits == 1;
            counted.0.push(*hit);
        }
        Ok(Admission::Admitted(counted))
    }
}

impl Work for Counted {
    type Done = ();

    async fn on(&self, connection: &mut Connection<'_>) -> Result<(), sqlx::Error> {
        for hit in &self.0 {
            connection.execute(&hit.give_back()).await?;
        }
        Ok(())
    }
}

impl Hit {
    fn count(&self, now: Timestamp) -> Statement<'static> {
        match self.limit {
            Limit::Rate(rate) => count_rate(self.key, rate, now),
            Limit::Guesses(guesses) => count_guess(self.key, guesses, now),
        }
    }

    fn look(&self) -> Statement<'static> {
        sql("SELECT free_at, hits, pause, expires_at FROM limits WHERE key = $1").bind(self.key)
    }

    /// How long until one more is allowed, by what the row says; `None` for now. The same as the conditions of
    /// [`count_rate`] and [`count_guess`].
    fn refusal(&self, row: &Row, now: Timestamp) -> Option<Duration> {
        let ahead = row.free_at - now.as_millis();
        let millis = match self.limit {
            Limit::Rate(rate) if ahead <= rate.per_millis() + BEHIND => ahead + rate.one_millis() - rate.per_millis(),
            Limit::Guesses(guesses) if row.expires_at > now.as_millis() => {
                match row.pause > 0 && ahead <= row.pause + BEHIND {
                    _ if row.hits >= i64::from(guesses.most) => guesses.longest_pause_millis(),
                    true => ahead,
                    false => 0,
                }
            }
            Limit::Rate(_) | Limit::Guesses(_) => 0,
        };
        u64::try_from(millis).ok().filter(|millis| *millis > 0).map(Duration::from_millis)
    }

    fn give_back(&self) -> Statement<'static> {
        match self.limit {
            Limit::Rate(rate) => {
                sql("UPDATE limits SET free_at = free_at - $1 WHERE key = $2").bind(rate.one_millis()).bind(self.key)
            }
            Limit::Guesses(_) => forget_guesses(self.key),
        }
    }
}

/// The statement after which guesses begin anew, for transactions.
pub(super) fn forget_guesses(key: LimitKey) -> Statement<'static> {
    sql("DELETE FROM limits WHERE key = $1").bind(key)
}

/// One statement: the row is locked, compared and changed, or there is no row to answer. A clock that was set back must
/// not leave anybody waiting for the time that it had: what lies much further ahead than can be is taken for the farthest.
fn count_rate(key: LimitKey, rate: Rate, now: Timestamp) -> Statement<'static> {
    macro_rules! taken_until {
        () => {
            "$3 + CASE WHEN limits.free_at > $2 + $4 + $5 THEN $2 + $4 - $3
                       WHEN limits.free_at > $2 THEN limits.free_at ELSE $2 END"
        };
    }
    sql(concat!(
        "INSERT INTO limits (key, free_at, hits, pause, expires_at) VALUES ($1, $2 + $3, 1, 0, $2 + $3)
         ON CONFLICT (key) DO UPDATE SET
             free_at = ",
        taken_until!(),
        ", expires_at = ",
        taken_until!(),
        ", hits = CASE WHEN limits.free_at > $2 THEN limits.hits + 1 ELSE 1 END
         WHERE limits.free_at > $2 + $4 + $5 OR limits.free_at + $3 <= $2 + $4
         RETURNING hits"
    ))
    .bind(key)
    .bind(now)
    .bind(rate.one_millis())
    .bind(rate.per_millis())
    .bind(BEHIND)
}

/// Likewise. The pause is counted from the guess that it follows; what lies much further ahead than it is what a clock said
/// that was set back.
fn count_guess(key: LimitKey, guesses: Guesses, now: Timestamp) -> Statement<'static> {
    macro_rules! pause {
        () => {
            "CASE WHEN limits.expires_at <= $2 OR limits.hits + 1 < $3 THEN 0
                  WHEN limits.pause = 0 THEN $4
                  WHEN limits.pause * 2 < $5 THEN limits.pause * 2 ELSE $5 END"
        };
    }
    sql(concat!(
        "INSERT INTO limits (key, free_at, hits, pause, expires_at) VALUES ($1, $2, 1, 0, $2 + $7)
         ON CONFLICT (key) DO UPDATE SET
             hits = CASE WHEN limits.expires_at > $2 THEN limits.hits + 1 ELSE 1 END,
             pause = ",
        pause!(),
        ", free_at = $2 + ",
        pause!(),
        ", expires_at = $2 + CASE WHEN limits.hits + 1 < $3 THEN $7 ELSE $8 END
         WHERE limits.expires_at <= $2
             OR limits.hits < $6
                 AND (limits.pause = 0 OR limits.free_at <= $2 OR limits.free_at > $2 + limits.pause + $9)
         RETURNING hits"
    ))
    .bind(key)
    .bind(now)
    .bind(i64::from(guesses.free))
    .bind(guesses.first_pause_millis())
    .bind(guesses.longest_pause_millis())
    .bind(i64::from(guesses.most))
    .bind(DAY)
    .bind(GUESSES_LIFETIME)
    .bind(BEHIND)
}

#[cfg(test)]
mod tests;
