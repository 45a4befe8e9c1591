//! Lets the n-th statement fail as it does when a disk or a server does. Tests only: no other build has it.

use std::{
    future::Future,
    io,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

tokio::task_local! {
    static PRESENT: Arc<FailPoint>;
}

/// How many statements there are to come until one fails; below one, none does.
#[derive(Debug, Default)]
pub(super) struct FailPoint(AtomicI64);

impl FailPoint {
    /// The n-th statement from now on fails, and no other.
    pub(super) fn set(&self, nth: i64) {
        self.0.store(nth, Ordering::SeqCst);
    }

    /// Whether there were too few statements for one to fail.
    pub(super) fn is_ahead(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }

    /// Counts the statements of this work.
    pub(super) async fn around<F: Future>(self: Arc<Self>, work: F) -> F::Output {
        PRESENT.scope(self, work).await
    }
}

/// Counts a statement, or the end of a transaction, and fails if it is its turn.
pub(super) fn pass() -> Result<(), sqlx::Error> {
    let is_it = PRESENT.try_with(|point| point.0.fetch_sub(1, Ordering::SeqCst) == 1);
    match is_it {
        Ok(true) => Err(sqlx::Error::Io(io::Error::other("this statement was to fail"))),
        _ => Ok(()),
    }
}
