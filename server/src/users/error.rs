//! Why nothing was done, or not all: what is wrong, a semicolon, what to do about it.

use crate::{config::ConfigError, run::with_remedy};
use auth::{AuthError, EmailError, NotReady, OpenError, OperatorOpenError, PasswordError, Who};
use std::{error::Error as StdError, io};
use thiserror::Error;

/// Why a command failed.
#[derive(Debug, Error)]
pub enum UserError {
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There is nothing that a link could begin with.
    #[error(
        "a link has to begin with the address of the service; add --public-url, such as https://accounts.example.org"
    )]
    NoPublicUrl,
    /// The database can't be opened.
    #[error("{}", with_remedy(.0))]
    Open(OpenError),
    /// The database is not one that servers of this version serve from.
    #[error("{reason}{settings}", reason = .0, settings = settings_of(.0))]
    NotReady(NotReady),
    /// The text names nobody.
    #[error("{0:?} is neither an address nor an id; look with bienvenue user list")]
    Unnamed(String),
    /// There is no such account.
    #[error("there is no account with {0}; look with bienvenue user list")]
    Unknown(Who),
    /// The text is no address.
    #[error("{text:?} is no address ({reason}); write one like bob@example.org")]
    NoAddress {
        /// The text.
        text: String,
        /// Why not.
        reason: EmailError,
    },
    /// The address can't have another account.
    #[error(
        "{0} has an account already, or is kept for who had it until lately; look with bienvenue user show, or make the \
         account a week later"
    )]
    Taken(String),
    /// The password can't be chosen.
    #[error("{0}; give another one on standard input")]
    Password(PasswordError),
    /// The password can't be read.
    #[error("no password can be read ({0}); give one line of text on standard input")]
    Input(#[source] io::Error),
    /// A disabled account gets no link.
    #[error("the account {0} is disabled; run bienvenue user enable before")]
    Disabled(String),
    /// There is no such session.
    #[error("this account has no session {0:?}; look with bienvenue user sessions")]
    NoSession(String),
    /// Nobody can be asked whether they mean it.
    #[error("nobody is there to be asked whether this is meant; add --yes if it is")]
    NobodyToAsk,
    /// They do not.
    #[error("nothing was done; what was typed is not {0}")]
    NotMeant(String),
    /// The answer can't be written.
    #[error("the answer can't be written ({0}); what was asked for may have been done")]
    Output(#[from] io::Error),
    /// The database can't do it now.
    #[error("the database is not available ({0}); try again in a moment")]
    Unavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// Something failed that waiting does not mend.
    #[error("it failed ({0}); what was asked for has not been done")]
    Failed(#[source] Box<dyn StdError + Send + Sync>),
}

impl UserError {
    /// Whether a setting is wrong in itself, so that another try would not help.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        matches!(self, Self::Config(_) | Self::NoPublicUrl | Self::Open(OpenError::Url { .. }))
    }
}

impl From<OperatorOpenError> for UserError {
    fn from(error: OperatorOpenError) -> Self {
        match error {
            OperatorOpenError::Open(error) => Self::Open(error),
            OperatorOpenError::NotReady(reason) => Self::NotReady(reason),
        }
    }
}

impl From<AuthError> for UserError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Password(error) => Self::Password(error),
            AuthError::EmailTaken(email) => Self::Taken(email.to_string()),
            AuthError::Unavailable(cause) => Self::Unavailable(cause),
            AuthError::Internal(cause) => Self::Failed(cause),
            // Nobody is refused anything else here.
            refusal => Self::Failed(Box::new(refusal)),
        }
    }
}

/// The settings that can help.
fn settings_of(reason: &NotReady) -> &'static str {
    match reason {
        NotReady::Missing | NotReady::InMemory => " by --database-url or --data-dir",
        NotReady::Empty | NotReady::Older { .. } | NotReady::Newer { .. } => "",
    }
}
