//! The public URL: what links in mails begin with.

use super::ConfigError;
use std::net::SocketAddr;
use url::Url;

/// Reads what links are to begin with: scheme, host and port.
///
/// # Errors
/// [`ConfigError::PublicUrl`] when there is more, or less.
pub(super) fn read(text: &str) -> Result<String, ConfigError> {
    let url = Url::parse(text).ok().filter(is_origin);
    url.map(|url| url.origin().ascii_serialization()).ok_or_else(|| ConfigError::PublicUrl(text.to_owned()))
}

/// What links begin with where nobody says it.
pub(super) fn local(listening: SocketAddr) -> String {
    match listening.ip().is_loopback() {
        true => format!("http://localhost:{}", listening.port()),
        false => format!("http://{listening}"),
    }
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
