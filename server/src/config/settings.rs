//! The settings: flags, each also an environment variable, read once at start.

mod limits;
mod proxies;

pub use limits::LimitSettings;
pub use proxies::ProxySettings;

use super::{ConfigError, public_url};
use crate::listener::ConnectionLimits;
use auth::{AuthConfig, DatabaseConfig, DatabaseUrl, MailConfig, Mode, SmtpUrl};
use clap::{Args, ValueEnum, builder::PossibleValuesParser, builder::TypedValueParser};
use std::{
    fmt,
    net::SocketAddr,
    num::{NonZeroU16, NonZeroU32},
    path::{Path, PathBuf},
    time::Duration,
};
use url::Url;

/// What serving needs to be told.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// Address and port to listen on. In development mode, only this machine's own (127.0.0.1 or ::1).
    #[arg(long, env = "BIENVENUE_LISTEN", default_value = "127.0.0.1:5000", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,

    /// Connections at the same time. Those beyond wait until another ends; each needs a file descriptor.
    #[arg(
        long,
        env = "BIENVENUE_MAX_CONNECTIONS",
        value_name = "NUMBER",
        default_value_t = ConnectionLimits::CONNECTIONS,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub max_connections: u32,

    /// Where the database is: `sqlite:PATH`, `sqlite::memory:` for one that is gone with the process, or
    /// `postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full`.
    /// [default: a file bienvenue.db in the data directory]
    #[arg(long, env = "BIENVENUE_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<DatabaseUrl>,

    /// Connections to PostgreSQL at most, of each instance; to SQLite, those that read.
    /// [default: 10 to PostgreSQL, 4 to SQLite]
    #[arg(long, env = "BIENVENUE_DATABASE_CONNECTIONS", value_name = "NUMBER")]
    pub database_connections: Option<NonZeroU32>,

    /// How long a request waits for a free connection before it is answered with 503.
    #[arg(
        long,
        env = "BIENVENUE_DATABASE_ACQUIRE_TIMEOUT",
        value_name = "SECONDS",
        default_value_t = whole_seconds(DatabaseConfig::ACQUIRE_TIMEOUT)
    )]
    pub database_acquire_timeout: NonZeroU16,

    /// How long a statement may take on PostgreSQL before it is ended and its request answered with 503; on SQLite, how
    /// long it waits for a lock that another process holds.
    #[arg(
        long,
        env = "BIENVENUE_DATABASE_STATEMENT_TIMEOUT",
        value_name = "SECONDS",
        default_value_t = whole_seconds(DatabaseConfig::STATEMENT_TIMEOUT)
    )]
    pub database_statement_timeout: NonZeroU16,

    /// A pooler that hands out connections by transaction stands before PostgreSQL (pgbouncer's transaction mode).
    #[arg(long, env = "BIENVENUE_DATABASE_POOLER")]
    pub database_pooler: bool,

    /// Directory for the database and for development's mails; made when it is missing.
    #[arg(long, env = "BIENVENUE_DATA_DIR", default_value = "./data", value_name = "DIRECTORY")]
    pub data_dir: PathBuf,

    /// How mails leave.
    #[command(flatten)]
    pub mail: MailSettings,

    /// What stands before this server.
    #[command(flatten)]
    pub proxy: ProxySettings,

    /// How much is allowed.
    #[command(flatten)]
    pub limits: LimitSettings,

    /// development: on a desk; reset tokens are in the answers, mails in a mailbox page unless --smtp-url says otherwise.
    /// production: on a public address, behind a proxy that speaks https; needs --public-url, --smtp-url and --mail-from.
    #[arg(
        long,
        env = "BIENVENUE_MODE",
        default_value = "development",
        value_parser = PossibleValuesParser::new(["development", "production"]).map(|mode| match mode.as_str() {
            "production" => Mode::Production,
            _ => Mode::Development,
        })
    )]
    pub mode: Mode,

    /// What links in mails begin with, such as `https://accounts.example.org`. Needed in production mode.
    /// [default in development mode: derived from the address]
    #[arg(long, env = "BIENVENUE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,

    /// The fewest characters of a new password in production mode, from 8 to 64.
    #[arg(
        long,
        env = "BIENVENUE_MIN_PASSWORD_LENGTH",
        value_name = "CHARACTERS",
        default_value_t = AuthConfig::MIN_PASSWORD_CHARS
    )]
    pub min_password_length: u32,

    /// Listen on other machines' requests in development mode. Anybody who reaches it can take over any account.
    #[arg(long, env = "BIENVENUE_ALLOW_INSECURE")]
    pub allow_insecure: bool,

    /// What to log: error, warn, info, debug or trace, also by module (info,sqlx=warn).
    #[arg(long, env = "BIENVENUE_LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,

    /// How to write the log.
    #[arg(long, env = "BIENVENUE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

/// How mails leave: with neither, into development's mailbox.
#[derive(Clone, Debug, Args)]
pub struct MailSettings {
    /// The mail server: `smtps://USER:PASSWORD@HOST:465` (TLS), `smtp://USER:PASSWORD@HOST:587` (STARTTLS), or
    /// `smtp://localhost:25?tls=none` for one on this machine. Better set by the variable: other users of this machine
    /// can read command lines.
    #[arg(long, env = "BIENVENUE_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<SecretUrl>,

    /// Whom mails are from, such as `Bienvenue <accounts@example.org>`.
    #[arg(long, env = "BIENVENUE_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
}

/// A URL that may hold a password. `Debug` hides it.
#[derive(Clone)]
pub struct SecretUrl(String);

impl From<String> for SecretUrl {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretUrl(hidden)")
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

impl Settings {
    /// Where others reach the service, by these settings; `None` where they don't say it, or not in a usable way.
    #[must_use]
    pub fn address(&self) -> Option<Url> {
        match (&self.public_url, self.mode) {
            (Some(text), _) => Url::parse(&public_url::read(text).ok()?).ok(),
            (None, Mode::Development) => Url::parse(&public_url::local(self.listen)).ok(),
            (None, Mode::Production) => None,
        }
    }

    /// The database that these settings name.
    pub(crate) fn database(&self) -> DatabaseConfig {
        let url = self.database_url.clone().unwrap_or_else(|| database_in(&self.data_dir));
        DatabaseConfig {
            connections: self.database_connections,
            acquire_timeout: Duration::from_secs(u64::from(self.database_acquire_timeout.get())),
            statement_timeout: Duration::from_secs(u64::from(self.database_statement_timeout.get())),
            behind_pooler: self.database_pooler,
            ..DatabaseConfig::new(url)
        }
    }
}

impl MailSettings {
    /// The mail server that these settings name; `None` for none.
    ///
    /// # Errors
    /// [`ConfigError`] when the URL is not usable, or one of the two settings is missing.
    pub fn server(&self) -> Result<Option<MailConfig>, ConfigError> {
        match (&self.smtp_url, &self.mail_from) {
            (None, None) => Ok(None),
            (Some(SecretUrl(url)), Some(from)) => {
                let server = SmtpUrl::parse(url).map_err(ConfigError::SmtpUrl)?;
                Ok(Some(MailConfig::Smtp { server, from: from.clone() }))
            }
            (Some(_), None) => Err(ConfigError::NoSender),
            (None, Some(_)) => Err(ConfigError::NoMailServer),
        }
    }
}

/// The path is a part of a URL here, so what means something in a URL is escaped.
fn database_in(data_dir: &Path) -> DatabaseUrl {
    let path = data_dir.join("bienvenue.db").display().to_string();
    format!("sqlite:{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23")).into()
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
