//! The configuration: settings that fit together, or a refusal that says which does not.

mod settings;

pub use settings::{LogFormat, MailSettings, Settings};

use auth::{AuthConfig, Clock, DatabaseConfig, HashCost, MailConfig, Mode, SmtpUrlError};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};
use thiserror::Error;
use tracing_subscriber::EnvFilter;
use url::Url;

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
}

/// Why the settings can't be used: which one, and what to do.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// Development would be reachable from other machines.
    #[error(
        "--listen {0} would let other machines reach development mode, which hands a reset token for any account to \
         whoever asks; listen on 127.0.0.1 or [::1], or add --allow-insecure if the network is yours alone"
    )]
    PublicDevelopment(SocketAddr),
    /// Production needs what this version can't do yet.
    #[error("--mode production needs verified addresses, which this version does not have yet; use --mode development")]
    Unfinished,
    /// The mail server's URL is not usable.
    #[error("--smtp-url is not usable: {0}")]
    SmtpUrl(SmtpUrlError),
    /// Nobody would be told whom a mail is from.
    #[error("--smtp-url needs --mail-from besides, such as 'Bienvenue <accounts@example.org>'")]
    NoSender,
    /// There is a sender, but nothing to send through.
    #[error("--mail-from needs --smtp-url besides, such as smtps://USER:PASSWORD@HOST:465")]
    NoMailServer,
    /// The URL is not one that a link can begin with.
    #[error("--public-url {0:?} is not usable; write scheme and host only, such as https://accounts.example.org")]
    PublicUrl(String),
    /// The filter can't be read.
    #[error("--log {0:?} is not usable; write error, warn, info, debug or trace, also by module: info,sqlx=warn")]
    Log(String),
}

impl TryFrom<Settings> for Config {
    type Error = ConfigError;

    fn try_from(settings: Settings) -> Result<Self, ConfigError> {
        let database = settings.database();
        let mail = settings.mail.server()?;
        let Settings { listen, data_dir, mode, .. } = settings;
        if mode == Mode::Production {
            return Err(ConfigError::Unfinished);
        }
        if !listen.ip().is_loopback() && !settings.allow_insecure {
            return Err(ConfigError::PublicDevelopment(listen));
        }
        let log = EnvFilter::try_new(&settings.log).map_err(|_| ConfigError::Log(settings.log))?;
        let public_url = settings.public_url.map(|text| public_url(&text)).transpose()?;
        Ok(Self { listen, log, log_format: settings.log_format, mode, database, mail, data_dir, public_url })
    }
}

impl Config {
    /// The directory that has to exist before anything is stored: it holds the mails, and the database by default.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// What links begin with: as set, else from the address that is really listened on.
    #[must_use]
    pub fn public_url(&self, listening: SocketAddr) -> String {
        self.public_url.clone().unwrap_or_else(|| match listening.ip().is_loopback() {
            true => format!("http://localhost:{}", listening.port()),
            false => format!("http://{listening}"),
        })
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
            hash_cost: HashCost::STANDARD,
        }
    }
}

fn public_url(text: &str) -> Result<String, ConfigError> {
    let url = Url::parse(text).ok().filter(is_origin);
    url.map(|url| url.origin().ascii_serialization()).ok_or_else(|| ConfigError::PublicUrl(text.to_owned()))
}

/// Whether the URL says scheme, host and port, and nothing that a link would lose.
fn is_origin(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;

    fn read(arguments: &[&str]) -> Result<Config, ConfigError> {
        Cli::try_parse_from([&["bienvenue"], arguments].concat()).unwrap().settings.try_into()
    }

    fn refusal(arguments: &[&str]) -> String {
        read(arguments).unwrap_err().to_string()
    }

    #[test]
    fn the_defaults_serve_this_machine_alone() {
        let config = read(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:5000");
        let auth = config.auth(config.listen);
        assert_eq!(auth.database.url.to_string(), "sqlite:./data/bienvenue.db");
        assert_eq!(auth.public_url, "http://localhost:5000");
        assert_eq!(auth.mode, Mode::Development);
        assert_eq!(auth.hash_cost, HashCost::STANDARD);
    }

    #[test]
    fn development_on_a_public_address_is_refused_unless_insisted_on() {
        for address in ["0.0.0.0:5000", "192.168.1.2:80", "[::]:5000"] {
            let refusal = refusal(&["--listen", address]);
            assert!(refusal.contains("--listen") && refusal.contains("--allow-insecure"), "{refusal}");
            let config = read(&["--listen", address, "--allow-insecure"]).unwrap();
            assert_eq!(config.public_url(config.listen), format!("http://{address}"));
        }
        assert!(read(&["--listen", "[::1]:5000"]).is_ok());
    }

    #[test]
    fn every_refusal_names_the_setting_and_the_remedy() {
        for (arguments, setting, remedy) in [
            (["--mode", "production"], "--mode production", "use --mode development"),
            (["--public-url", "accounts.example.org"], "--public-url", "https://accounts.example.org"),
            (["--public-url", "https://a.example/path"], "--public-url", "https://accounts.example.org"),
            (["--public-url", "ftp://a.example"], "--public-url", "https://accounts.example.org"),
            (["--public-url", "https://user@a.example"], "--public-url", "https://accounts.example.org"),
            (["--public-url", "https://:secret@a.example"], "--public-url", "https://accounts.example.org"),
            (["--public-url", "https://x.y#frag"], "--public-url", "https://accounts.example.org"),
            (["--public-url", "https://x.y?q"], "--public-url", "https://accounts.example.org"),
            (["--public-url", "https://x.y:99999"], "--public-url", "https://accounts.example.org"),
            (["--log", "loud=;"], "--log", "info"),
            (["--smtp-url", "smtps://bob:s3cret@mail.example"], "--smtp-url", "--mail-from"),
            (["--mail-from", "a@b.example"], "--mail-from", "--smtp-url"),
            (
                ["--smtp-url=smtp://s3cret@mail.example?tls=none", "--mail-from=a@b.example"],
                "--smtp-url",
                "this very machine",
            ),
            (["--smtp-url=s3cret", "--mail-from=a@b.example"], "--smtp-url", "smtps://USER:PASSWORD@HOST:465"),
        ] {
            let refusal = refusal(&arguments);
            assert!(refusal.contains(setting) && refusal.contains(remedy), "{refusal}");
            assert!(!refusal.contains("s3cret"), "{refusal}");
        }
    }

    #[test]
    fn a_public_url_is_used_without_what_means_nothing() {
        for (given, used) in [
            ("https://accounts.example.org/", "https://accounts.example.org"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("HTTPS://Accounts.Example.org:443", "https://accounts.example.org"),
        ] {
            let config = read(&["--public-url", given]).unwrap();
            assert_eq!(config.public_url(config.listen), used);
        }
    }

    #[test]
    fn the_database_is_waited_for_as_long_as_the_settings_say() {
        let database = read(&[]).unwrap().database;
        assert_eq!((database.acquire_timeout.as_secs(), database.statement_timeout.as_secs()), (3, 5));
        assert_eq!((database.connections, database.behind_pooler), (None, false));
        let database = read(&[
            "--database-url=postgres://db/accounts",
            "--database-acquire-timeout=1",
            "--database-statement-timeout=2",
            "--database-connections=7",
            "--database-pooler",
        ])
        .unwrap()
        .database;
        assert_eq!(database.url.to_string(), "postgres://db/accounts");
        assert_eq!((database.acquire_timeout.as_secs(), database.statement_timeout.as_secs()), (1, 2));
        assert_eq!((database.connections.map(u32::from), database.behind_pooler), (Some(7), true));
    }

    #[test]
    fn debug_output_of_the_settings_does_not_show_the_password() {
        let arguments = [
            "bienvenue",
            "--database-url=postgres://bob:s3cret@db/accounts",
            "--smtp-url=smtps://bob:s3cret@mail.example",
            "--mail-from=a@b.example",
        ];
        let settings = Cli::try_parse_from(arguments).unwrap().settings;
        assert!(!format!("{settings:?}").contains("s3cret"));
        assert!(!format!("{:?}", Config::try_from(settings).unwrap()).contains("s3cret"));
    }

    #[test]
    fn an_unreadable_flag_is_refused_by_name() {
        let error = Cli::try_parse_from(["bienvenue", "--listen", "localhost"]).unwrap_err().to_string();
        assert!(error.contains("--listen <ADDRESS:PORT>"), "{error}");
    }
}
