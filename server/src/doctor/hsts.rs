//! Whether browsers are told to come back encrypted only.

use super::{probe::Seen, report::Check};
use auth::Mode;
use axum::http::header::STRICT_TRANSPORT_SECURITY;
use url::Url;

pub(super) const NAME: &str = "hsts";

pub(super) fn check(url: &Url, mode: Mode, seen: &Seen) -> Check {
    match seen.headers.get(STRICT_TRANSPORT_SECURITY) {
        _ if mode.is_development() || url.scheme() != "https" => {
            Check::skipped(NAME, "only production mode tells browsers to come back encrypted")
        }
        Some(_) => Check::ok(NAME, "browsers are told to come back encrypted only"),
        None => Check::problem(
            NAME,
            "the header Strict-Transport-Security does not arrive",
            "let the proxy pass it on; the service sends it with every answer",
        ),
    }
}
