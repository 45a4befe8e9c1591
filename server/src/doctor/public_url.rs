//! Whether the public address leads to this service.

use super::{
    probe::{self, ProbeError, Seen},
    report::Check,
};
use std::net::SocketAddr;
use url::Url;

pub(super) const NAME: &str = "public-url";

/// Also answers what the service there sees, if it is ours.
pub(super) async fn check(url: &Url, listen: SocketAddr, runs: bool) -> (Check, Option<Seen>) {
    let site = url.origin().ascii_serialization();
    let answer = match probe::get(url, "/connection", &[]).await {
        Ok(answer) => answer,
        Err(ProbeError::Unreachable(_)) if !runs && url.scheme() == "http" => {
            return (Check::skipped(NAME, "the service is not running"), None);
        }
        Err(error) => return (Check::problem(NAME, format!("{site}: {error}"), remedy(&error)), None),
    };
    let status = answer.status;
    let check = match answer.connection() {
        Some(connection) if connection.version == env!("CARGO_PKG_VERSION") => {
            let seen = Seen { headers: answer.headers, own: answer.own, address: connection.address };
            return (Check::ok(NAME, format!("{site} leads to this service")), Some(seen));
        }
        Some(connection) => {
            let message = format!("{site} leads to version {}, not to this one", connection.version);
            Check::warning(NAME, message, format!("let it lead to {listen}, or finish the update"))
        }
        None if !runs => Check::ok(NAME, format!("{site} can be reached; the service behind it is not running")),
        None if status.is_server_error() => Check::problem(
            NAME,
            format!("{site} answers {status}: the proxy there does not reach the service"),
            format!("let it pass requests on to {listen}"),
        ),
        None => Check::problem(
            NAME,
            format!("{site} leads to something else (it answers /connection with {status})"),
            format!("let it pass all paths on to {listen}, or correct --public-url"),
        ),
    };
    (check, None)
}

fn remedy(error: &ProbeError) -> &'static str {
    match error {
        ProbeError::Unreachable(_) | ProbeError::TimedOut => {
            "check the name's DNS records, the firewall, and that the proxy runs"
        }
        ProbeError::Certificate(_) => {
            "let the proxy serve a certificate for this name, not expired, with its whole chain; if your own authority \
             issued it, name that in SSL_CERT_FILE"
        }
        ProbeError::NoRoots => "install the package ca-certificates, or set SSL_CERT_FILE",
        ProbeError::Tls(_) | ProbeError::Http(_) => "let a proxy that speaks what --public-url says listen there",
    }
}
