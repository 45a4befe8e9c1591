//! `bienvenue export` and `bienvenue import`: users in files that other systems write and read, too.

mod bounded;
pub mod export;
mod format;
pub mod import;
mod progress;
mod reader;
mod writer;

use auth::DatabaseConfig;
use std::time::Duration;

/// How long a batch of users waits for a server's writing, and how long it may take.
const PATIENCE: Duration = Duration::from_secs(60);

fn patient(config: DatabaseConfig) -> DatabaseConfig {
    DatabaseConfig { statement_timeout: config.statement_timeout.max(PATIENCE), ..config }
}
