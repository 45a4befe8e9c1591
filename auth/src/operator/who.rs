//! Who is meant: people are named by their address or by their id.

use domain::{Email, EmailError, UserId};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever has this address.
    Email(Email),
    /// Whoever has this id.
    Id(UserId),
}

impl FromStr for Who {
    type Err = EmailError;

    /// No id has an at sign, and every address has one.
    fn from_str(text: &str) -> Result<Self, EmailError> {
        match Uuid::try_parse(text.trim()) {
            Ok(id) => Ok(Self::Id(UserId(id))),
            Err(_) => Email::parse(text).map(Self::Email),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(email) => write!(f, "the address {email}"),
            Self::Id(id) => write!(f, "the id {id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_by_address_or_by_id() {
        let id = "7b0c0c7e-3c1c-4a0e-9d53-0a2f5a1f9f57";
        assert_eq!(id.parse::<Who>().unwrap().to_string(), format!("the id {id}"));
        assert_eq!(" Bob@me.com ".parse::<Who>().unwrap().to_string(), "the address Bob@me.com");
        assert!("bob".parse::<Who>().is_err());
    }
}
