//! An e-mail address names an account.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// An e-mail address that can be one, kept as typed (without the spaces around it).
///
/// The grammar is the one browsers use for `<input type="email">` (HTML Living Standard, "valid e-mail address"),
/// with letters of every script allowed besides (RFC 6531). It leaves out what the older RFCs would permit in
/// quotes, so an address can't smuggle a space, a line break or a second recipient into a mail header.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(String);

/// Why a text is not an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum EmailError {
    /// Nothing, or only spaces.
    #[error("email is missing")]
    Missing,
    /// Longer than [`Email::MAX_BYTES`].
    #[error("email is longer than {max} bytes", max = Email::MAX_BYTES)]
    TooLong,
    /// Not of the form `name@example.org`.
    #[error("email is not a valid e-mail address")]
    Malformed,
}

impl Email {
    /// The longest address that mail can be sent to, in bytes (RFC 5321, section 4.5.3.1.3, less the angle brackets).
    pub const MAX_BYTES: usize = 254;
    const MAX_LOCAL_BYTES: usize = 64;
    const MAX_LABEL_BYTES: usize = 63;

    /// Reads an address as a person typed it; spaces around it are dropped.
    ///
    /// # Errors
    /// [`EmailError`] when the text can't be an address.
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        let address = typed.trim();
        if address.is_empty() {
            return Err(EmailError::Missing);
        }
        if address.len() > Self::MAX_BYTES {
            return Err(EmailError::TooLong);
        }
        let (local, host) = address.rsplit_once('@').ok_or(EmailError::Malformed)?;
        if is_local_part(local) && host.split('.').all(is_label) {
            Ok(Self(address.to_owned()))
        } else {
            Err(EmailError::Malformed)
        }
    }

    /// The address as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`, and after it.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        self.0.rsplit_once('@').unwrap_or((&self.0, ""))
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Words between dots: no dot stands first, last or beside another (RFC 5321, `Dot-string`), because mail can't be
/// sent there.
fn is_local_part(text: &str) -> bool {
    let allowed = |c: char| is_letter(c) || "!#$%&'*+/=?^_`{|}~-".contains(c);
    let is_word = |word: &str| !word.is_empty() && word.chars().all(allowed);
    text.len() <= Email::MAX_LOCAL_BYTES && text.split('.').all(is_word)
}

fn is_label(text: &str) -> bool {
    (1..=Email::MAX_LABEL_BYTES).contains(&text.len())
        && text.chars().all(|c| is_letter(c) || c == '-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric())
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_typed_without_the_spaces_around_it() {
        let email = Email::parse("  Bob.O'Neil+x@Me.COM \n").unwrap();
        assert_eq!(email.as_str(), "Bob.O'Neil+x@Me.COM");
        assert_eq!(email.parts(), ("Bob.O'Neil+x", "Me.COM"));
    }

    #[test]
    fn addresses_of_every_script_are_accepted() {
        for address in ["a@b", "bob@localhost", "用户@例子.公司", "jörg@müller.example", "a&b@c.example"] {
            assert!(Email::parse(address).is_ok(), "{address}");
        }
    }

    #[test]
    fn nothing_is_missing() {
        assert_eq!(Email::parse(""), Err(EmailError::Missing));
        assert_eq!(Email::parse(" \t"), Err(EmailError::Missing));
    }

    #[test]
    fn what_could_break_a_header_or_is_no_address_is_refused() {
        for address in [
            "bob",
            "@",
            "bob@",
            "@me.com",
            "a b@me.com",
            "a@me .com",
            "a@me.com\r\nBcc: e@y.test",
            "a@b@c.com",
            "a@me..com",
            "a@-me.com",
            "a@me-.com",
            "\"a b\"@me.com",
            "<a@me.com>",
            "a,b@me.com",
            "a\0@me.com",
            "a@me.com.",
            ".a@me.com",
            "a.@me.com",
            "a..b@me.com",
        ] {
            assert_eq!(Email::parse(address), Err(EmailError::Malformed), "{address:?}");
        }
    }

    #[test]
    fn lengths_are_bounded() {
        let longest = format!("{}@{}.{}.{}", "a".repeat(64), "b".repeat(63), "c".repeat(63), "d".repeat(61));
        assert_eq!(longest.len(), Email::MAX_BYTES);
        assert!(Email::parse(&longest).is_ok());
        assert_eq!(Email::parse(&format!("{longest}d")), Err(EmailError::TooLong));
        assert_eq!(Email::parse(&format!("{}@b.c", "a".repeat(65))), Err(EmailError::Malformed));
        assert_eq!(Email::parse(&format!("a@{}.c", "b".repeat(64))), Err(EmailError::Malformed));
    }
}
