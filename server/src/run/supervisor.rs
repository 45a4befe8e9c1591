//! A supervisor starts a task again that has ended, which none of ours is meant to do.

use std::{
    future::Future,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};
use tokio::{
    task::{JoinError, JoinSet},
    time::{sleep, timeout},
};

/// How long to wait before a task starts again that ended for the first time. It doubles with each, up to
/// [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A task that went on for so long did well: the next time that it ends is a first time.
const WELL_AFTER: Duration = Duration::from_secs(5 * 60);

/// A supervised task, as others see it.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) name: &'static str,
    restarts: AtomicU64,
    /// Whether it ended so often that the longest pause is reached.
    keeps_ending: AtomicBool,
}

impl Task {
    /// A task that has not ended yet.
    pub(crate) fn named(name: &'static str) -> Self {
        Self { name, restarts: AtomicU64::new(0), keeps_ending: AtomicBool::new(false) }
    }

    /// How often it ended, and so had to be started again.
    pub(crate) fn restarts(&self) -> u64 {
        self.restarts.load(Ordering::Relaxed)
    }

    /// Whether its work is done, be it after a pause. One that ends again and again does none.
    pub(crate) fn is_alive(&self) -> bool {
        !self.keeps_ending.load(Ordering::Relaxed)
    }

    fn has_ended(&self, pause: Duration, how: Option<Result<(), JoinError>>) {
        self.restarts.fetch_add(1, Ordering::Relaxed);
        self.keeps_ending.store(pause >= LONGEST_PAUSE, Ordering::Relaxed);
        // What it said when it panicked is in the log already.
        let panicked = matches!(how, Some(Err(error)) if error.is_panic());
        tracing::error!(event = "task_restarted", task = self.name, panicked, after_seconds = pause.as_secs());
    }
}

/// Runs what `begin` begins, and begins it again, after a pause, whenever it ends. Whoever drops this ends it.
pub(super) async fn supervise<F>(task: &Task, begin: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut pause = FIRST_PAUSE;
    loop {
        let mut running = JoinSet::new();
        running.spawn(begin());
        let how = match timeout(WELL_AFTER, running.join_next()).await {
            Ok(how) => how,
            Err(_) => {
                pause = FIRST_PAUSE;
                task.keeps_ending.store(false, Ordering::Relaxed);
                running.join_next().await
            }
        };
        task.has_ended(pause, how);
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

#[cfg(test)]
mod tests;
