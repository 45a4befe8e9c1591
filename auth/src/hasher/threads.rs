//! The threads that make hashes. They stand back for all others of this process: what takes a quarter of a second may take
//! a little longer, and whoever only shows a session does not wait for it.

use std::sync::Arc;
use tokio::{
    runtime::{Builder, Runtime},
    task::{self, JoinHandle},
};

/// How much they stand back: other threads that have something to do get about three times as much of a core. (nice
/// values, `setpriority(2)`; each step is a quarter more or less.)
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// Threads that come when they are needed, and go when they have had nothing to do for a while.
#[derive(Clone, Debug)]
pub(super) struct HashThreads(Arc<Threads>);

/// A runtime that runs nothing but what blocks.
#[derive(Debug)]
struct Threads(Option<Runtime>);

impl HashThreads {
    /// So many at most.
    pub(super) fn new(most: usize) -> Self {
        let runtime = Builder::new_current_thread()
            .thread_name("hash")
            .max_blocking_threads(most)
            .on_thread_start(stand_back)
            .build();
        // Without any input or output of its own, there is nothing that it could lack.
        Self(Arc::new(Threads(runtime.ok())))
    }

    /// Runs this on one of them.
    #[expect(clippy::disallowed_methods, reason = "this is where blocking work is bounded")]
    pub(super) fn spawn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        match &self.0.0 {
            Some(threads) => threads.spawn_blocking(work),
            None => task::spawn_blocking(work),
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // Whoever drops it does not wait for what nobody wants to know any more.
        if let Some(threads) = self.0.take() {
            threads.shutdown_background();
        }
    }
}

#[cfg(target_os = "linux")]
fn stand_back() {
    // On Linux each thread has a niceness of its own. Where it can't be set, it stays as it is.
    let niceness = rustix::process::getpriority_process(None).unwrap_or_default();
    _ = rustix::process::setpriority_process(None, niceness + NICENESS);
}

#[cfg(not(target_os = "linux"))]
fn stand_back() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::process::getpriority_process;

    #[tokio::test]
    async fn whoever_hashes_stands_back_and_nobody_else() {
        let before = getpriority_process(None).unwrap();
        let threads = HashThreads::new(1);
        let theirs = threads.spawn(|| getpriority_process(None).unwrap()).await.unwrap();
        assert_eq!(theirs, (before + NICENESS).min(19));
        assert_eq!(getpriority_process(None).unwrap(), before);
    }
}
