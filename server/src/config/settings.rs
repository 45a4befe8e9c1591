//! The settings: flags, each also an environment variable, read once at start.

mod accounts;
mod database;
mod limits;
mod log;
mod metrics;
mod proxies;
mod secret;

pub use accounts::AccountSettings;
pub use database::DatabaseSettings;
pub use limits::LimitSettings;
pub use log::{LogFormat, LogSettings};
pub use metrics::MetricsSettings;
pub use proxies::ProxySettings;
pub use secret::Secret;

use super::{ConfigError, public_url};
use crate::listener::ConnectionLimits;
use auth::{MailConfig, Mode, SmtpUrl};
use clap::Args;
use std::net::SocketAddr;
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

    /// How accounts are kept.
    #[command(flatten)]
    pub accounts: AccountSettings,

    /// Listen on other machines' requests in development mode. Anybody who reaches it can take over any account.
    #[arg(long, env = "BIENVENUE_ALLOW_INSECURE")]
    pub allow_insecure: bool,

    /// What is logged.
    #[command(flatten)]
    pub log: LogSettings,
}

/// How mails leave: with neither, into development's mailbox.
#[derive(Clone, Debug, Args)]
pub struct MailSettings {
    /// The mail server: `smtps://USER:PASSWORD@HOST:465` (TLS), `smtp://USER:PASSWORD@HOST:587` (STARTTLS), or
    /// `smtp://localhost:25?tls=none` for one on this machine. Better set by the variable: other users of this machine
    /// can read command lines.
    #[arg(long, env = "BIENVENUE_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<Secret>,

    /// A file that holds the URL of the mail server, as vaults, systemd and Docker hand over secrets.
    #[arg(
        long,
        env = "BIENVENUE_SMTP_URL_FILE",
        value_name = "FILE",
        value_parser = Secret::read,
        conflicts_with = "smtp_url"
    )]
    pub smtp_url_file: Option<Secret>,

    /// Whom mails are from, such as `Bienvenue <accounts@example.org>`.
    #[arg(long, env = "BIENVENUE_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
}

impl Settings {
    /// Where others reach the service, by these settings; `None` where they don't say it, or not in a usable way.
    #[must_use]
    pub fn address(&self) -> Option<Url> {
        match (&self.accounts.public_url, self.accounts.mode) {
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
        match (self.smtp_url.as_ref().or(self.smtp_url_file.as_ref()), &self.mail_from) {
            (None, None) => Ok(None),
            (Some(url), Some(from)) => {
                let server = SmtpUrl::parse(url.expose()).map_err(ConfigError::SmtpUrl)?;
                Ok(Some(MailConfig::Smtp { server, from: from.clone() }))
            }
            (Some(_), None) => Err(ConfigError::NoSender),
            (None, Some(_)) => Err(ConfigError::NoMailServer),
        }
    }
}
