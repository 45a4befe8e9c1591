//! The configuration: settings that fit together, or a refusal that says which does not.

pub mod environment;
mod error;
mod public_url;
mod settings;

pub use error::ConfigError;
pub use settings::{
    AccountSettings, DatabaseSettings, LimitSettings, LogFormat, LogSettings, MailSettings, MetricsSettings,
    ProxySettings, Secret, Settings,
};

use crate::{listener, proxies::TrustedProxies};
use auth::{AuthConfig, Clock, DatabaseConfig, HashCost, Limits, MailConfig, Mode};
use std::{
    ffi::OsString,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use tracing_subscriber::EnvFilter;

/// Settings that fit together.
#[derive(Debug)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// What to log.
    pub log: EnvFilter,
    /// How to write the log.
    pub log_format: LogFormat,
    mode: Mode,
    database: DatabaseConfig,
    mail: Option<MailConfig>,
    data_dir: PathBuf,
    public_url: Option<String>,
    min_password_chars: u32,
    proxies: TrustedProxies,
    limits: Limits,
    max_connections: u32,
    /// From the signal to stop to taking no more connections.
    pub(crate) stop_delay: Duration,
    /// Where metrics are asked for, if anywhere.
    pub(crate) metrics_listen: Option<SocketAddr>,
}

impl TryFrom<Settings> for Config {
    type Error = ConfigError;

    fn try_from(settings: Settings) -> Result<Self, ConfigError> {
        let (database, proxies) = (settings.database.config(), settings.proxy.proxies());
        let mode = settings.accounts.mode;
        let limits = settings.limits.limits(mode);
        let (mail, metrics_listen) = (settings.mail.server()?, settings.metrics.address()?);
        let (log, log_format) = (settings.log.filter()?, settings.log.format);
        let (public_url, min_password_chars) =
            (settings.accounts.public_url()?, settings.accounts.min_password_chars()?);
        let Settings { listen, database: DatabaseSettings { data_dir, .. }, .. } = settings;
        let max_connections = settings.max_connections;
        let stop_delay = Duration::from_secs(settings.stop_delay);
        let config = Self {
            listen,
            log,
            log_format,
            mode,
            database,
            mail,
            data_dir,
            public_url,
            min_password_chars,
            proxies,
            limits,
            max_connections,
            stop_delay,
            metrics_listen,
        };
        match mode {
            Mode::Development => config.kept_on_the_desk(settings.allow_insecure),
            Mode::Production => config.fit_for_the_public(),
        }
    }
}

impl Config {
    /// Reads settings that were taken from the command line and from these environment variables.
    ///
    /// # Errors
    /// [`ConfigError`] when they can't be used, or one of the variables is none of ours and looks like one.
    pub fn read(
        settings: Settings,
        variables: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        environment::check(variables)?;
        settings.try_into()
    }

    /// The mode to serve in.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The directory that has to exist before anything is stored: it holds the mails, and the database by default.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Whom to believe where a request comes from.
    #[must_use]
    pub fn proxies(&self) -> &TrustedProxies {
        &self.proxies
    }

    /// How much whoever connects may ask of us.
    #[must_use]
    pub fn connection_limits(&self) -> listener::ConnectionLimits {
        let usual = listener::ConnectionLimits::default();
        // Whoever waits for the end waits from the signal on.
        let stop = usual.stop.saturating_sub(self.stop_delay);
        listener::ConnectionLimits { connections: self.max_connections, stop, ..usual }
    }

    /// What links begin with: as set, else from the address that is really listened on.
    #[must_use]
    pub fn public_url(&self, listening: SocketAddr) -> String {
        self.public_url.clone().unwrap_or_else(|| public_url::local(listening))
    }

    /// What the service is told.
    #[must_use]
    pub fn auth(&self, listening: SocketAddr) -> AuthConfig {
        AuthConfig {
            mode: self.mode,
            database: self.database.clone(),
            mail: self.mail.clone().unwrap_or_else(|| MailConfig::Mailbox(self.data_dir.join("mail"))),
            public_url: self.public_url(listening),
            clock: Clock::System,
            hash_cost: HashCost::for_serving(),
            min_password_chars: self.min_password_chars,
            limits: self.limits,
        }
    }

    /// Says in the log what is allowed and nevertheless not advisable.
    pub fn warn(&self) {
        let (asked, advised) = (self.min_password_chars, AuthConfig::MIN_PASSWORD_CHARS);
        if self.mode == Mode::Production && asked < advised {
            tracing::warn!(
                "--min-password-length {asked} lets in passwords that can be guessed once the database is stolen: \
                 {advised} characters are advised where the password is all that is asked for (NIST SP 800-63B-4)"
            );
        }
    }

    fn kept_on_the_desk(self, allow_insecure: bool) -> Result<Self, ConfigError> {
        match self.listen.ip().is_loopback() || allow_insecure {
            true => Ok(self),
            false => Err(ConfigError::PublicDevelopment(self.listen)),
        }
    }

    fn fit_for_the_public(self) -> Result<Self, ConfigError> {
        match &self.public_url {
            _ if self.mail.is_none() => Err(ConfigError::NoMail),
            None => Err(ConfigError::NoPublicUrl),
            Some(url) if !url.starts_with("https://") => Err(ConfigError::UnencryptedPublicUrl(url.clone())),
            Some(_) => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests;
