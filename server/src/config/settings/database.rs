//! Where everything is stored: what serving needs to be told, and every command that looks at the same database.

use super::Secret;
use auth::{DatabaseConfig, DatabaseUrl};
use clap::Args;
use std::{
    num::{NonZeroU16, NonZeroU32},
    path::{Path, PathBuf},
    time::Duration,
};

/// Where the database is, and how long it may take.
#[derive(Clone, Debug, Args)]
pub struct DatabaseSettings {
    /// Where the database is: `sqlite:PATH`, `sqlite::memory:` for one that is gone with the process, or
    /// `postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full`.
    /// [default: a file bienvenue.db in the data directory]
    #[arg(long = "database-url", env = "BIENVENUE_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub url: Option<DatabaseUrl>,

    /// A file that holds the database's URL, as vaults, systemd and Docker hand over secrets.
    #[arg(
        long = "database-url-file",
        env = "BIENVENUE_DATABASE_URL_FILE",
        value_name = "FILE",
        value_parser = Secret::read,
        conflicts_with = "url"
    )]
    pub url_file: Option<Secret>,

    /// Connections to PostgreSQL at most, of each instance; to SQLite, those that read.
    /// [default: 10 to PostgreSQL, 4 to SQLite]
    #[arg(long = "database-connections", env = "BIENVENUE_DATABASE_CONNECTIONS", value_name = "NUMBER")]
    pub connections: Option<NonZeroU32>,

    /// How long a request waits for a free connection before it is answered with 503.
    #[arg(
        long = "database-acquire-timeout",
        env = "BIENVENUE_DATABASE_ACQUIRE_TIMEOUT",
        value_name = "SECONDS",
        default_value_t = whole_seconds(DatabaseConfig::ACQUIRE_TIMEOUT)
    )]
    pub acquire_timeout: NonZeroU16,

    /// How long a statement may take on PostgreSQL before it is ended and its request answered with 503; on SQLite, how
    /// long it waits for a lock that another process holds.
    #[arg(
        long = "database-statement-timeout",
        env = "BIENVENUE_DATABASE_STATEMENT_TIMEOUT",
        value_name = "SECONDS",
        default_value_t = whole_seconds(DatabaseConfig::STATEMENT_TIMEOUT)
    )]
    pub statement_timeout: NonZeroU16,

    /// A pooler that hands out connections by transaction stands before PostgreSQL (pgbouncer's transaction mode).
    #[arg(long = "database-pooler", env = "BIENVENUE_DATABASE_POOLER")]
    pub behind_pooler: bool,

    /// Directory for the database and for development's mails; made when it is missing.
    #[arg(long, env = "BIENVENUE_DATA_DIR", default_value = "./data", value_name = "DIRECTORY")]
    pub data_dir: PathBuf,
}

impl DatabaseSettings {
    /// Whether the database is where it is when nobody says anything else.
    pub(crate) fn is_in_data_dir(&self) -> bool {
        self.url.is_none() && self.url_file.is_none()
    }

    /// The database that these settings name.
    pub(crate) fn config(&self) -> DatabaseConfig {
        let in_file = || self.url_file.as_ref().map(|url| DatabaseUrl::from(url.expose()));
        let url = self.url.clone().or_else(in_file).unwrap_or_else(|| database_in(&self.data_dir));
        DatabaseConfig {
            connections: self.connections,
            acquire_timeout: Duration::from_secs(u64::from(self.acquire_timeout.get())),
            statement_timeout: Duration::from_secs(u64::from(self.statement_timeout.get())),
            behind_pooler: self.behind_pooler,
            ..DatabaseConfig::new(url)
        }
    }

    /// The same, which has to be there: only serving makes an empty one.
    pub(crate) fn of_what_is_there(&self) -> DatabaseConfig {
        DatabaseConfig { create: false, ..self.config() }
    }
}

fn database_in(data_dir: &Path) -> DatabaseUrl {
    DatabaseUrl::of_file(&data_dir.join("bienvenue.db"))
}

fn whole_seconds(duration: Duration) -> NonZeroU16 {
    u16::try_from(duration.as_secs()).ok().and_then(NonZeroU16::new).unwrap_or(NonZeroU16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_directory_with_signs_of_a_url_in_its_name_is_kept() {
        assert_eq!(database_in(Path::new("/a?b#c%d")).to_string(), "sqlite:/a%3Fb%23c%25d/bienvenue.db");
    }
}
