//! What is logged: what serving needs to be told, and every command that does something worth a line.

use crate::config::ConfigError;
use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

/// What is logged, and how.
#[derive(Clone, Debug, Args)]
pub struct LogSettings {
    /// What to log: error, warn, info, debug or trace, also by module (info,sqlx=warn).
    #[arg(long = "log", env = "BIENVENUE_LOG", default_value = "info", value_name = "FILTER")]
    pub filter: String,

    /// How to write the log.
    #[arg(long = "log-format", env = "BIENVENUE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub format: LogFormat,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

impl LogSettings {
    /// What to log.
    ///
    /// # Errors
    /// [`ConfigError::Log`] when that can't be read.
    pub(crate) fn filter(&self) -> Result<EnvFilter, ConfigError> {
        EnvFilter::try_new(&self.filter).map_err(|_| ConfigError::Log(self.filter.clone()))
    }
}
