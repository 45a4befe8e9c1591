//! Finding sessions by their tokens.
//!
//! The way to the database and back takes several times as long as to find one more session there. So those that are
//! asked for while others are being read are read together, by the statement that comes next.

use super::{Db, DbError, LiveSession, Scope, Statement, sql};
use crate::{
    db::{statement::Value, users::user, work::FetchAll},
    token::TokenDigest,
};
use domain::{SessionId, Timestamp};
use sqlx::FromRow;
use std::{
    collections::HashMap,
    iter, mem,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, atomic::AtomicI64},
};
use tokio::{runtime::Handle, sync::oneshot};
use uuid::Uuid;

/// So many sessions are read by one statement at most.
const MOST: usize = 32;

/// The statements that read one session, two, four, and so on up to [`MOST`]: few, so that they stay prepared.
static STATEMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let places = (0..=MOST.ilog2()).map(|power| 2_usize.pow(power));
    places
        .map(|places| (1..=places).map(|place| format!("${place}")).collect::<Vec<_>>().join(", "))
        .map(|places| live_sessions(&format!("token_digest IN ({places})")))
        .collect()
});

/// The statement that reads the sessions of a range of ids.
static RANGE: LazyLock<String> =
    LazyLock::new(|| live_sessions("sessions.id > $1 AND sessions.id <= $2 AND expires_at > $3"));

/// Look-ups on one database.
#[derive(Clone, Debug, Default)]
pub(in crate::db) struct LookUps(Arc<Mutex<Queue>>);

#[derive(Debug, Default)]
struct Queue {
    /// Whether somebody is reading.
    is_busy: bool,
    waiting: Vec<Waiting>,
}

/// Who gets an answer from a statement that reads for others, too.
#[derive(Debug)]
struct Waiting {
    token: TokenDigest,
    answer: oneshot::Sender<Answer>,
}

type Answer = Result<Option<SessionRow>, Unavailable>;

/// The database could not answer whoever was before.
#[derive(Debug)]
struct Unavailable;

/// The turn to read. It ends with its owner, whatever becomes of that; then the next one begins for all who wait.
struct Turn<'a>(&'a Db, &'a LookUps);

#[derive(Clone, Debug, FromRow)]
struct SessionRow {
    id: Uuid,
    token_digest: Vec<u8>,
    created_at: i64,
    last_seen_at: i64,
    confirmed_at: i64,
    expires_at: i64,
    user_id: Uuid,
    email: String,
    user_created_at: i64,
    verified_at: i64,
}

impl Db {
    /// [`Db::find_session`], where it is not remembered; together with others, where they may be.
    pub(in crate::db) async fn look_up_session(
        &self,
        token: &TokenDigest,
        now: Timestamp,
        together: Option<&LookUps>,
    ) -> Result<Option<LiveSession>, DbError> {
        let row = match together {
            Some(look_ups) => self.read_in_turn(token, look_ups).await?,
            None => self.read_alone(token).await?,
        };
        match row {
            Some(row) if Timestamp::from_millis(row.expires_at) <= now => {
                let delete = sql("DELETE FROM sessions WHERE id = $1 AND expires_at <= $2").bind(row.id).bind(now);
                // Whoever holds it is told the same where that fails, as it does on a full disk; the sweep comes by, too.
                _ = self.write(delete).await;
                Ok(None)
            }
            row => row.map(LiveSession::try_from).transpose(),
        }
    }

    /// Of so many sessions after this id, in the order of their ids, those that have not ended at this time; and the id of
    /// the last of them all, `None` where there are no more. However many have ended, no more than that are read at once.
    /// Whoever asks for one that can't be read is told so then.
    pub(in crate::db) async fn sessions_after(
        &self,
        id: SessionId,
        now: Timestamp,
        number: i64,
    ) -> Result<(Vec<(TokenDigest, LiveSession)>, Option<SessionId>), DbError> {
        let last = sql("SELECT id FROM sessions WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2").bind(id).bind(number - 1);
        let last: Option<(Uuid,)> = self.read(last).await?;
        let last = last.map(|(id,)| SessionId(id));
        let range = sql(RANGE.as_str()).bind(id).bind(last.unwrap_or(SessionId(Uuid::max()))).bind(now);
        let rows: Vec<SessionRow> = self.run(Scope::Read, &FetchAll::new(range)).await?;
        let readable = |row: SessionRow| Some((TokenDigest::read(&row.token_digest)?, row.try_into().ok()?));
        Ok((rows.into_iter().filter_map(readable).collect(), last))
    }

    async fn read_alone(&self, token: &TokenDigest) -> Result<Option<SessionRow>, DbError> {
        self.read(reading([token].into_iter())).await
    }

    async fn read_in_turn(&self, token: &TokenDigest, look_ups: &LookUps) -> Result<Option<SessionRow>, DbError> {
        let Some(answer) = look_ups.wait_if_busy(token) else {
            let _turn = Turn(self, look_ups);
            let read = self.read_alone(token).await;
            if let Err(DbError::Unavailable(_)) = read {
                // They would wait as long again, for nothing.
                look_ups.refuse();
            }
            return read;
        };
        match answer.await {
            Ok(answer) => answer.map_err(|Unavailable| DbError::Unavailable(sqlx::Error::PoolTimedOut)),
            // What one of them can't be read for is no fault of the others.
            Err(_) => self.read_alone(token).await,
        }
    }

    /// Reads for those who wait.
    async fn read_together(self, look_ups: LookUps, waiting: Vec<Waiting>) {
        let _turn = Turn(&self, &look_ups);
        let statement = reading(waiting.iter().map(|waiting| &waiting.token));
        let read: Result<Vec<SessionRow>, _> = self.run(Scope::Read, &FetchAll::new(statement)).await;
        match read {
            Ok(rows) => {
                let rows: HashMap<_, _> = rows.iter().map(|row| (&row.token_digest[..], row)).collect();
                answer(waiting, |token| Ok(rows.get(&token.0[..]).copied().cloned()));
            }
            Err(DbError::Unavailable(_)) => answer(waiting, |_| Err(Unavailable)),
            Err(_) => {}
        }
    }
}

fn answer(waiting: Vec<Waiting>, found: impl Fn(&TokenDigest) -> Answer) {
    for Waiting { token, answer } in waiting {
        // Who has hung up meanwhile does not want to know.
        _ = answer.send(found(&token));
    }
}

impl LookUps {
    /// Where somebody is reading, a place among those who are read for next; else it is the caller's turn.
    fn wait_if_busy(&self, token: &TokenDigest) -> Option<oneshot::Receiver<Answer>> {
        let mut queue = self.queue();
        if !queue.is_busy {
            queue.is_busy = true;
            return None;
        }
        let (answer, answered) = oneshot::channel();
        queue.waiting.push(Waiting { token: *token, answer });
        Some(answered)
    }

    /// Tells those who wait that there is nothing to wait for.
    fn refuse(&self) {
        answer(mem::take(&mut self.queue().waiting), |_| Err(Unavailable));
    }

    /// Nothing that is done under this lock can panic halfway.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Self(db, look_ups) = self;
        let mut queue = look_ups.queue();
        queue.waiting.retain(|waiting| !waiting.answer.is_closed());
        let next = queue.waiting.len().min(MOST);
        let next: Vec<_> = queue.waiting.drain(..next).collect();
        // Without a runtime, everybody is about to go, and nobody waits for an answer.
        let runtime = Handle::try_current().ok().filter(|_| !next.is_empty());
        queue.is_busy = runtime.is_some();
        drop(queue);
        if let Some(runtime) = runtime {
            runtime.spawn(Db::clone(db).read_together(look_ups.clone(), next));
        }
    }
}

/// The statement that reads these sessions. Its places that are left over ask for the last one once more.
fn reading<'a>(tokens: impl ExactSizeIterator<Item = &'a TokenDigest> + Clone) -> Statement<'a> {
    let places = tokens.len().next_power_of_two();
    let text = STATEMENTS.get(places.ilog2() as usize).map_or("", String::as_str);
    let last = tokens.clone().last().into_iter();
    let all = tokens.chain(last.flat_map(iter::repeat)).take(places);
    sql(text).bind_all(all.map(Value::from))
}

/// The text of a statement that reads these of the sessions whose owners have no other password, and are not disabled.
fn live_sessions(which: &str) -> String {
    format!(
        "SELECT sessions.id AS id, token_digest, sessions.created_at AS created_at, last_seen_at, confirmed_at,
                expires_at, user_id, email, users.created_at AS user_created_at, verified_at
         FROM sessions JOIN users ON users.id = sessions.user_id
             AND users.password_version = sessions.password_version AND users.disabled_at IS NULL
         WHERE {which}"
    )
}

impl TryFrom<SessionRow> for LiveSession {
    type Error = DbError;

    fn try_from(row: SessionRow) -> Result<Self, DbError> {
        Ok(Self {
            id: SessionId(row.id),
            user: user(row.user_id, &row.email, row.user_created_at)?,
            created_at: Timestamp::from_millis(row.created_at),
            noted_at: AtomicI64::new(row.last_seen_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            confirmed_at: Timestamp::from_millis(row.confirmed_at),
            is_verified: row.verified_at > 0,
        })
    }
}

#[cfg(test)]
mod tests;
