//! Why nothing was done, or not all: what is wrong, a semicolon, what to do about it.

use crate::{
    cli::{CONFIGURATION_ERROR, IO_ERROR},
    config::ConfigError,
    failure::{Failure, exit_code},
};
use auth::{AuthError, EmailError, OpenFault, PasswordError, Who};
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
    /// The password is no text.
    #[error("the password is no text; give one line in UTF-8 on standard input")]
    NoText,
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
    Output(#[source] io::Error),
    /// It failed on the way.
    #[error("it has not been done ({source}); {remedy}", remedy = remedy_of(*.fault))]
    Failed {
        /// Who or what has to change before, where it is the database that failed.
        fault: Option<OpenFault>,
        /// What happened.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl From<UserError> for Failure {
    fn from(error: UserError) -> Self {
        let code = match &error {
            UserError::Config(_) | UserError::NoPublicUrl => CONFIGURATION_ERROR,
            UserError::Input(_) | UserError::Output(_) => IO_ERROR,
            UserError::Failed { fault: Some(fault), .. } => exit_code(*fault),
            _ => Self::FAILED,
        };
        Self::new(code, error)
    }
}

impl From<AuthError> for UserError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Password(error) => Self::Password(error),
            AuthError::EmailTaken(email) => Self::Taken(email.to_string()),
            // Nobody is refused anything else here.
            failed => {
                let fault = failed.fault();
                let (AuthError::Unavailable(source) | AuthError::Internal(source)) = failed else {
                    return Self::Failed { fault, source: Box::new(failed) };
                };
                Self::Failed { fault, source }
            }
        }
    }
}

fn remedy_of(fault: Option<OpenFault>) -> &'static str {
    match fault {
        Some(OpenFault::Database) => "look at the database with bienvenue check",
        _ => "try again in a moment",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_read_or_written_ends_with_74_and_a_refusal_with_1() {
        let broken = || io::Error::from(io::ErrorKind::StorageFull);
        for (error, code) in [
            (UserError::Input(broken()), 74),
            (UserError::Output(broken()), 74),
            (UserError::Failed { fault: Some(OpenFault::Io), source: broken().into() }, 74),
            (UserError::Failed { fault: None, source: broken().into() }, 1),
            (UserError::NoText, 1),
            (UserError::NobodyToAsk, 1),
        ] {
            assert_eq!(Failure::from(error).code, code);
        }
    }
}
