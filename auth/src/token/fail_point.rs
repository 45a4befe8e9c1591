//! Lets the n-th draw fail as it does where the operating system has no randomness to give. Tests only: no other build has
//! it.

use std::{cell::Cell, future::Future};

tokio::task_local! {
    /// How many draws there are to come until one fails.
    static AHEAD: Cell<i64>;
}

/// Does this work while its n-th draw fails, and no other; answers, too, whether there were enough draws for that. What
/// the work leaves to other tasks draws as ever.
pub async fn with_failing_draw<F: Future>(nth: i64, work: F) -> (F::Output, bool) {
    let watched = async {
        let done = work.await;
        (done, AHEAD.with(|ahead| ahead.get() <= 0))
    };
    AHEAD.scope(Cell::new(nth), watched).await
}

/// Counts a draw, and fails if it is its turn.
pub(super) fn pass() -> Result<(), getrandom::Error> {
    let is_it = AHEAD.try_with(|ahead| ahead.replace(ahead.get() - 1) == 1);
    match is_it {
        Ok(true) => Err(getrandom::Error::UNEXPECTED),
        _ => Ok(()),
    }
}
