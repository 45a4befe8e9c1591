//! The log: structured lines on standard error, each with the id of the request that it belongs to.

mod line;
mod queue;
#[cfg(test)]
pub(crate) mod recorded;
mod request;
mod request_id;

pub use queue::Flush;

pub(crate) use queue::lost;
pub(crate) use request::Request;
pub(crate) use request_id::{RequestId, RequestIds};

use crate::config::LogFormat;
use line::Line;
use queue::Queue;
use std::{
    io::{IsTerminal, stderr},
    panic::{self, PanicHookInfo},
};
use tracing_subscriber::{EnvFilter, fmt};

/// Starts to log. A second call changes nothing. Drop the answer at the end, so that the last lines are written.
#[must_use]
pub fn start(filter: &EnvFilter, format: LogFormat) -> Flush {
    // It would log whole lines of a `.pgpass` file that it can't read, and so a password.
    let filter = format!("{filter},sqlx_postgres::options=off");
    let (queue, flush) = Queue::before(stderr());
    let log = fmt().with_env_filter(filter).with_writer(queue).with_ansi(stderr().is_terminal());
    if let Err(error) = log.event_format(Line(format)).try_init() {
        tracing::warn!(%error, "logging was started before");
    }
    // The standard one writes to standard error itself, and would wait there for whoever does not read.
    panic::set_hook(Box::new(panicked));
    flush
}

fn panicked(panic: &PanicHookInfo<'_>) {
    tracing::error!(panic = panic.payload_as_str(), location = panic.location().map(display), "panicked");
}
