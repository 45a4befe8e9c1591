//! The configuration: settings that fit together, or a refusal that says which does not.

pub mod environment;
mod error;
mod settings;

pub use error::ConfigError;
pub use settings::{LogFormat, MailSettings, ProxySettings, Settings};

use crate::proxies::TrustedProxies;
use auth::{AuthConfig, Clock, DatabaseConfig, HashCost, MailConfig, Mode};
use error::{LONGEST_PASSWORDS, SHORTEST_PASSWORDS};
use std::{
    ffi::OsString,
    net::SocketAddr,
    path::{Path, PathBuf},
};
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
    min_password_chars: u32,
    proxies: TrustedProxies,
}

impl TryFrom<Settings> for Config {
    type Error = ConfigError;

    fn try_from(settings: Settings) -> Result<Self, ConfigError> {
        let (database, proxies) = (settings.database(), settings.proxy.proxies());
        let mail = settings.mail.server()?;
        let Settings { listen, data_dir, mode, log_format, .. } = settings;
        let log = EnvFilter::try_new(&settings.log).map_err(|_| ConfigError::Log(settings.log))?;
        let public_url = settings.public_url.map(|text| public_url(&text)).transpose()?;
        let min_password_chars = password_length(settings.min_password_length)?;
        let config =
            Self { listen, log, log_format, mode, database, mail, data_dir, public_url, min_password_chars, proxies };
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

    /// What links begin with: as set, else from the address that is really listened on.
    #[must_use]
    pub fn public_url(&self, listening: SocketAddr) -> String {
        self.public_url.clone().unwrap_or_else(|| local_url(listening))
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
            min_password_chars: self.min_password_chars,
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

/// What links begin with where nobody says it.
fn local_url(listening: SocketAddr) -> String {
    match listening.ip().is_loopback() {
        true => format!("http://localhost:{}", listening.port()),
        false => format!("http://{listening}"),
    }
}

fn password_length(chars: u32) -> Result<u32, ConfigError> {
    match (SHORTEST_PASSWORDS..=LONGEST_PASSWORDS).contains(&chars) {
        true => Ok(chars),
        false => Err(ConfigError::PasswordLength(chars)),
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
            (["--min-password-length", "7"], "--min-password-length 7", "from 8"),
            (["--min-password-length", "65"], "--min-password-length 65", "to 64"),
        ] {
            is_told(&refusal(&arguments), setting, remedy);
        }
    }

    #[test]
    fn production_is_refused_where_it_would_not_be_safe() {
        let production = ["--mode=production", "--listen=0.0.0.0:5000"];
        let mail = ["--smtp-url=smtps://mail.example", "--mail-from=a@b.example"];
        for (arguments, setting, remedy) in [
            (vec![], "--mode production", "add --smtp-url"),
            (vec![mail[0]], "--smtp-url", "add --mail-from"),
            (mail.to_vec(), "--mode production", "add --public-url"),
            (vec![mail[0], mail[1], "--public-url=http://a.example"], "--public-url", "write https://"),
            (vec![mail[0], mail[1], "--public-url=https://a.example/x"], "--public-url", "scheme and host only"),
        ] {
            is_told(&refusal(&[&production, &*arguments].concat()), setting, remedy);
        }
        let config = read(&[&production, &mail[..], &["--public-url=https://a.example"]].concat()).unwrap();
        let auth = config.auth(config.listen);
        assert_eq!((auth.mode, auth.public_url.as_str()), (Mode::Production, "https://a.example"));
        assert_eq!(auth.password_policy().min_chars, 15);
    }

    #[test]
    fn the_length_of_passwords_is_for_production_to_ask() {
        let chars = |arguments: &[&str]| {
            let config = read(arguments).unwrap();
            config.auth(config.listen).password_policy().min_chars
        };
        let production = [
            "--mode=production",
            "--smtp-url=smtps://mail.example",
            "--mail-from=a@b.example",
            "--public-url=https://a.example",
            "--min-password-length=20",
        ];
        assert_eq!((chars(&production), chars(&production[4..])), (20, 1));
    }

    /// One sentence: what is wrong with which setting, and what to do. It has no secret.
    fn is_told(refusal: &str, setting: &str, remedy: &str) {
        let (wrong, help) = refusal.split_once("; ").unwrap();
        assert!(wrong.contains(setting) && help.contains(remedy), "{refusal}");
        assert!(!refusal.contains("s3cret") && !refusal.contains('\n') && !refusal.contains(". "), "{refusal}");
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
