//! An SMTP URL says which mail server to use, and can carry the password of an account there.

use std::{fmt, net::IpAddr};
use thiserror::Error;
use url::Url;
use zeroize::Zeroizing;

/// `smtps://USER:PASSWORD@HOST:465` for TLS from the beginning, `smtp://USER:PASSWORD@HOST:587` for STARTTLS, or
/// `smtp://localhost:25?tls=none` for a mail server on this very machine. `Display` and `Debug` leave the account out.
#[derive(Clone)]
pub struct SmtpUrl {
    host: String,
    port: u16,
    security: SmtpSecurity,
    account: Option<(Zeroizing<String>, Zeroizing<String>)>,
}

/// How what is said to the mail server is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SmtpSecurity {
    /// TLS from the first byte (RFC 8314, section 3).
    Tls,
    /// TLS before anything that matters (RFC 3207), or nothing is sent.
    StartTls,
    /// Not at all: it does not leave this machine.
    Plain,
}

/// Why a text is no usable SMTP URL. None of it says what stood there: that may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SmtpUrlError {
    /// It does not look like one.
    #[error("it is not like smtps://USER:PASSWORD@HOST:465 or smtp://USER:PASSWORD@HOST:587")]
    Malformed,
    /// Mails, and with them whatever opens accounts, could be read on their way.
    #[error("without TLS, only a mail server on this very machine is used")]
    PlainElsewhere,
    /// The host has letters that names on the network don't have.
    #[error("write the host as the network spells it: xn--… for letters beyond ASCII")]
    Host,
    /// A parameter means nothing here.
    #[error("the only parameter is tls=none")]
    Parameter,
}

impl SmtpUrl {
    /// Reads a URL.
    ///
    /// # Errors
    /// [`SmtpUrlError`] when it is not usable.
    pub fn parse(text: &str) -> Result<Self, SmtpUrlError> {
        let url = Url::parse(text).map_err(|_| SmtpUrlError::Malformed)?;
        let has_more = !matches!(url.path(), "" | "/") || url.fragment().is_some();
        // Of a scheme that it does not know, the parser leaves the host as it stands. The brackets of an IPv6 address belong
        // to URLs only.
        let host = url.host_str().filter(|host| !has_more && !host.is_empty()).ok_or(SmtpUrlError::Malformed)?;
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        // Escaped by the parser, and so no name any more.
        if host.contains('%') {
            return Err(SmtpUrlError::Host);
        }
        let security = match (url.scheme(), url.query()) {
            ("smtps", None) => SmtpSecurity::Tls,
            ("smtp", None) => SmtpSecurity::StartTls,
            ("smtp", Some("tls=none")) if is_this_machine(&host) => SmtpSecurity::Plain,
            ("smtp", Some("tls=none")) => return Err(SmtpUrlError::PlainElsewhere),
            ("smtp" | "smtps", Some(_)) => return Err(SmtpUrlError::Parameter),
            _ => return Err(SmtpUrlError::Malformed),
        };
        let port = url.port().unwrap_or(match security {
            SmtpSecurity::Tls => 465,
            SmtpSecurity::StartTls => 587,
            SmtpSecurity::Plain => 25,
        });
        let user = decoded(url.username())?;
        let password = decoded(url.password().unwrap_or_default())?;
        if user.is_empty() && !password.is_empty() {
            return Err(SmtpUrlError::Malformed);
        }
        let account = (!user.is_empty()).then_some((user, password));
        Ok(Self { host, port, security, account })
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn security(&self) -> SmtpSecurity {
        self.security
    }

    /// User and password, for the mail server only.
    pub(crate) fn account(&self) -> Option<(String, String)> {
        self.account.as_ref().map(|(user, password)| (user.to_string(), password.to_string()))
    }
}

/// By its address, or by the name that stands for nothing else (RFC 6761, section 6.3).
fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn decoded(text: &str) -> Result<Zeroizing<String>, SmtpUrlError> {
    let text = percent_encoding::percent_decode_str(text).decode_utf8().map_err(|_| SmtpUrlError::Malformed)?;
    Ok(Zeroizing::new(text.into_owned()))
}

impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.security == SmtpSecurity::Tls { "smtps" } else { "smtp" };
        match self.host.contains(':') {
            true => write!(f, "{scheme}://[{}]:{}", self.host, self.port),
            false => write!(f, "{scheme}://{}:{}", self.host, self.port),
        }
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_says_how_it_is_encrypted() {
        for (text, shown, security) in [
            ("smtps://mail.example.org", "smtps://mail.example.org:465", SmtpSecurity::Tls),
            ("smtp://mail.example.org/", "smtp://mail.example.org:587", SmtpSecurity::StartTls),
            ("smtp://mail.example.org:2525", "smtp://mail.example.org:2525", SmtpSecurity::StartTls),
            ("smtp://localhost?tls=none", "smtp://localhost:25", SmtpSecurity::Plain),
            ("smtp://127.0.0.1:1025?tls=none", "smtp://127.0.0.1:1025", SmtpSecurity::Plain),
            ("smtp://LocalHost?tls=none", "smtp://localhost:25", SmtpSecurity::Plain),
            ("smtp://[::1]:1025?tls=none", "smtp://[::1]:1025", SmtpSecurity::Plain),
        ] {
            let url = SmtpUrl::parse(text).unwrap();
            assert_eq!((url.to_string().as_str(), url.security()), (shown, security), "{text}");
        }
    }

    #[test]
    fn what_is_not_usable_is_refused_without_being_repeated() {
        for (text, error) in [
            ("mail.example.org:587", SmtpUrlError::Malformed),
            ("https://mail.example.org", SmtpUrlError::Malformed),
            ("smtp://", SmtpUrlError::Malformed),
            ("smtp://mail.example.org/inbox", SmtpUrlError::Malformed),
            ("smtp://bob:s3cret@mail.example.org?tls=none", SmtpUrlError::PlainElsewhere),
            ("smtp://localhost.example.org?tls=none", SmtpUrlError::PlainElsewhere),
            ("smtps://:s3cret@mail.example.org", SmtpUrlError::Malformed),
            ("smtps://müller.example", SmtpUrlError::Host),
            ("smtps://localhost?tls=none", SmtpUrlError::Parameter),
            ("smtp://localhost?tls=opportunistic", SmtpUrlError::Parameter),
        ] {
            let refused = SmtpUrl::parse(text).unwrap_err();
            assert_eq!(refused, error, "{text}");
            assert!(!refused.to_string().contains("s3cret"));
        }
    }

    #[test]
    fn the_account_is_decoded_and_shown_nowhere() {
        let url = SmtpUrl::parse("smtps://bob%40example.org:s3%2Fcret%3A@mail.example.org").unwrap();
        assert_eq!(url.account(), Some(("bob@example.org".into(), "s3/cret:".into())));
        assert_eq!(format!("{url:?} {url}"), "SmtpUrl(smtps://mail.example.org:465) smtps://mail.example.org:465");
        assert_eq!(SmtpUrl::parse("smtps://mail.example.org").unwrap().account(), None);
    }
}
