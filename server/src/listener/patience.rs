//! How long a peer may keep us waiting.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// A connection's patience with its peer. All requests share one timer, which is set only when it has fired or would fire
/// too late: to set it for each of them would cost more than to read the request.
#[derive(Debug)]
pub(super) struct Patience {
    /// When it ends; never while it is not the peer's turn.
    end: Option<Instant>,
    timer: Pin<Box<Sleep>>,
}

impl Patience {
    /// It lasts so long, from now on.
    pub(super) fn of(limit: Duration) -> Self {
        let end = Instant::now() + limit;
        Self { end: Some(end), timer: Box::pin(sleep_until(end)) }
    }

    /// It is the peer's turn, for so long.
    pub(super) fn begin(&mut self, limit: Duration) {
        self.end = Some(Instant::now() + limit);
    }

    /// It is not the peer's turn.
    pub(super) fn rest(&mut self) {
        self.end = None;
    }

    /// Ready when it has ended.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(end) = self.end else { return Poll::Pending };
        if end < self.timer.deadline() {
            self.timer.as_mut().reset(end);
        }
        loop {
            ready!(self.timer.as_mut().poll(context));
            if Instant::now() >= end {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(end);
        }
    }
}
