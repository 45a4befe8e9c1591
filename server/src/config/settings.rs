//! The settings: flags, each also an environment variable, read once at start.

mod database;
mod limits;
mod metrics;
mod proxies;

pub use database::DatabaseSettings;
pub use limits::LimitSettings;
pub use metrics::MetricsSettings;
pub use proxies::ProxySettings;

use super::{ConfigError, public_url};
use crate::listener::ConnectionLimits;
use auth::{AuthConfig, MailConfig, Mode, SmtpUrl};
use clap::{Args, ValueEnum, builder::PossibleValuesParser, builder::TypedValueParser};
use std::{fmt, net::SocketAddr};
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

    /// Seconds from the signal to stop to taking no more connections, up to 20: a load balancer that asks /readyz notices
    /// meanwhile. All of stopping takes 25 seconds at most.
    #[arg(
        long,
        env = "BIENVENUE_STOP_DELAY",
        value_name = "SECONDS",
        default_value_t = 0,
        value_parser = clap::value_parser!(u64).range(..=20)
    )]
    pub stop_delay: u64,

    /// Where everything is stored.
    #[command(flatten)]
    pub database: DatabaseSettings,

    /// How mails leave.
    #[command(flatten)]
    pub mail: MailSettings,

    /// What stands before this server.
    #[command(flatten)]
    pub proxy: ProxySettings,

    /// Who may see how it does.
    #[command(flatten)]
    pub metrics: MetricsSettings,

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
