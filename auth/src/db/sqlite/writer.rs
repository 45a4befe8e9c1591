//! Changes, one after the other, on the one connection that writes.
//!
//! To make a commit survive a power cut takes a disk longer than most changes take. So changes that wait for each other
//! are committed together ("group commit"), and whoever made one is answered when it is durable. The first begins a
//! transaction, each other one a savepoint in it. A change that is alone is committed at once.

use super::{BEGIN, Connection};
use crate::{
    db::work::{BoxFuture, Work},
    meters::Stopwatch,
};
use sqlx::{Connection as _, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, MutexGuard, oneshot},
    task,
    time::{Instant, timeout_at},
};

/// So many changes are committed together at most: other processes wait for them, and so does the first of them.
const MOST: usize = 64;

/// The connection that writes.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    pub(super) pool: SqlitePool,
    open: Arc<Mutex<Option<Group>>>,
    /// The longest that anybody waits for their turn, or for both where they need a second one.
    patience: Duration,
}

/// Changes that are not committed yet.
#[derive(Debug)]
struct Group {
    transaction: Transaction<'static, Sqlite>,
    /// Whoever made them.
    waiting: Vec<oneshot::Sender<Committed>>,
}

type Committed = Result<(), sqlx::Error>;

/// The turn to change something. What is open falls with a change that did not come to its end, because nobody can tell
/// what is left of it: somebody hung up, or SQLite ended the transaction by itself.
struct Turn<'a> {
    open: MutexGuard<'a, Option<Group>>,
    in_order: bool,
}

/// Any work alike, so that what surrounds it is compiled once, and not for each kind of work.
trait Change: Send {
    fn make<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> BoxFuture<'c, Result<(), sqlx::Error>>;
}

/// Work, and what came of it.
struct Making<'w, W: Work> {
    work: &'w W,
    done: Option<W::Done>,
}

impl<W: Work> Change for Making<'_, W> {
    fn make<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> BoxFuture<'c, Result<(), sqlx::Error>> {
        Box::pin(async move {
            let done = self.work.on(&mut Connection::Sqlite(connection)).await;
            #[cfg(feature = "test-support")]
            let done = crate::db::fail_point::pass().and(done);
            self.done = Some(done?);
            Ok(())
        })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.in_order {
            *self.open = None;
        }
    }
}

impl Writer {
    pub(super) fn new(pool: SqlitePool, patience: Duration) -> Self {
        Self { pool, open: Arc::default(), patience }
    }

    /// Makes a change; done when it is durable.
    pub(super) async fn run<W: Work>(&self, work: &W, stopwatch: &mut Stopwatch) -> Result<W::Done, sqlx::Error> {
        let mut making = Making { work, done: None };
        self.make(&mut making, Instant::now() + self.patience, stopwatch).await?;
        // What was made is done.
        making.done.ok_or(sqlx::Error::WorkerCrashed)
    }

    async fn make(
        &self,
        change: &mut dyn Change,
        until: Instant,
        stopwatch: &mut Stopwatch,
    ) -> Result<(), sqlx::Error> {
        match self.join(change, until, stopwatch).await?.await {
            Ok(committed) => committed,
            // It fell with another one, and so has not happened.
            Err(_) => self.make_alone(change, until).await,
        }
    }

    /// Makes a change together with others.
    async fn join(
        &self,
        change: &mut dyn Change,
        until: Instant,
        stopwatch: &mut Stopwatch,
    ) -> Result<oneshot::Receiver<Committed>, sqlx::Error> {
        let mut turn = self.turn(until).await?;
        let is_first = turn.open.is_none();
        let group = match turn.open.take() {
            Some(group) => group,
            None => Group { transaction: begin(&self.pool).await?, waiting: Vec::new() },
        };
        let group = turn.open.insert(group);
        stopwatch.acquired();
        if is_first {
            change.make(&mut group.transaction).await?;
        } else {
            let mut savepoint = group.transaction.begin().await?;
            if let Err(error) = change.make(&mut savepoint).await {
                turn.in_order = savepoint.rollback().await.is_ok();
                return Err(error);
            }
            savepoint.commit().await?;
        }
        let (waiting, committed) = oneshot::channel();
        group.waiting.push(waiting);
        let is_full = group.waiting.len() >= MOST;
        turn.in_order = true;
        if is_full {
            turn.commit().await;
        } else if is_first {
            // It waits for its turn behind those who wait for theirs already: these are the company.
            task::spawn(commit(Arc::clone(&self.open)));
        }
        Ok(committed)
    }

    /// Makes a change that falls with no other, nor any other with it.
    async fn make_alone(&self, change: &mut dyn Change, until: Instant) -> Result<(), sqlx::Error> {
        let mut turn = self.turn(until).await?;
        turn.commit().await;
        let mut transaction = begin(&self.pool).await?;
        change.make(&mut transaction).await?;
        transaction.commit().await
    }

    async fn turn(&self, until: Instant) -> Result<Turn<'_>, sqlx::Error> {
        let open = timeout_at(until, self.open.lock()).await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        Ok(Turn { open, in_order: false })
    }
}

impl Turn<'_> {
    /// Commits what is open. If nobody waits for that any more, it goes on; others who want to write wait for the
    /// connection.
    async fn commit(&mut self) {
        if let Some(group) = self.open.take() {
            // Those who wait are told how it ended.
            _ = task::spawn(group.commit()).await;
        }
    }
}

impl Group {
    async fn commit(self) {
        let committed = self.transaction.commit().await;
        // Who has hung up meanwhile does not want to know.
        match <[_; 1]>::try_from(self.waiting) {
            Ok([alone]) => _ = alone.send(committed),
            Err(waiting) if committed.is_ok() => waiting.into_iter().for_each(|waiting| _ = waiting.send(Ok(()))),
            // Each of them tries it alone, and gets an error of their own.
            Err(_) => {}
        }
    }
}

/// Commits what is open when it is its turn.
async fn commit(open: Arc<Mutex<Option<Group>>>) {
    Turn { open: open.lock().await, in_order: true }.commit().await;
}

/// Boxed for the reason that [`acquire`](super::acquire) is.
#[inline(never)]
fn begin(pool: &SqlitePool) -> BoxFuture<'_, Result<Transaction<'static, Sqlite>, sqlx::Error>> {
    Box::pin(pool.begin_with(BEGIN))
}

#[cfg(test)]
mod tests;
