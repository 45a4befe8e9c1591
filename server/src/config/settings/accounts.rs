//! How accounts are kept: what serving needs to be told, and every command that makes accounts or links.

use crate::config::{
    ConfigError,
    error::{LONGEST_PASSWORDS, SHORTEST_PASSWORDS},
    public_url,
};
use auth::{AuthConfig, Mode};
use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};

/// For whom accounts are kept, and what is asked of them.
#[derive(Clone, Debug, Args)]
pub struct AccountSettings {
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
}

impl AccountSettings {
    /// What links begin with, where that is said.
    ///
    /// # Errors
    /// [`ConfigError::PublicUrl`] when no link can begin with it.
    pub(crate) fn public_url(&self) -> Result<Option<String>, ConfigError> {
        self.public_url.as_deref().map(public_url::read).transpose()
    }

    /// The fewest characters of a new password.
    ///
    /// # Errors
    /// [`ConfigError::PasswordLength`] when that is no length to ask for.
    pub(crate) fn min_password_chars(&self) -> Result<u32, ConfigError> {
        let chars = self.min_password_length;
        match (SHORTEST_PASSWORDS..=LONGEST_PASSWORDS).contains(&chars) {
            true => Ok(chars),
            false => Err(ConfigError::PasswordLength(chars)),
        }
    }
}
