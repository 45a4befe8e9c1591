//! The log: structured lines on standard error, each with the id of the request that it belongs to.

#[cfg(test)]
pub(crate) mod recorded;

use crate::config::LogFormat;
use std::io::stderr;
use tracing_subscriber::{EnvFilter, fmt};

/// Starts to log. A second call changes nothing.
pub fn start(filter: &EnvFilter, format: LogFormat) {
    // It would log whole lines of a `.pgpass` file that it can't read, and so a password.
    let filter = format!("{filter},sqlx_postgres::options=off");
    let log = fmt().with_env_filter(filter).with_writer(stderr);
    let started = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
    };
    if let Err(error) = started {
        tracing::warn!(%error, "logging was started before");
    }
}
