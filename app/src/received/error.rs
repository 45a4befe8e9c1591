//! Why a form was refused.

use super::{Named, Receive, Received};
use crate::error::AppError;
use domain::{EmailError, PasswordError};

named!(EmailError: Missing TooLong Malformed);

named!(PasswordError: Missing TooLong Common OwnName Nul; Self::TooShort { .. });

named!(AppError:
    EmailTaken InvalidCredentials UnknownEmail InvalidCode CodeMissing SameEmail WrongPassword SignedOut NotConfirmed
    NotMeant Unreadable TooLarge Unavailable Internal Unreachable;
    Self::Email(_) | Self::Password(_) | Self::TooMany { .. });

impl Receive for PasswordError {
    fn receive(from: &Received) -> Option<Self> {
        match from.variant()? {
            (name, held) if name == "TooShort" => Some(Self::TooShort { min: held.field("min")? }),
            (name, _) => Self::named(&name),
        }
    }
}

impl Receive for AppError {
    fn receive(from: &Received) -> Option<Self> {
        let (name, held) = from.variant()?;
        match name.as_str() {
            "Email" => Some(Self::Email(held.read()?)),
            "Password" => Some(Self::Password(held.read()?)),
            "TooMany" => Some(Self::TooMany { seconds: held.field("seconds")? }),
            name => Self::named(name),
        }
    }
}
