//! Whether a client can say itself where it comes from, and so escape every limit.

use super::{
    probe::{self, Seen},
    report::Check,
};
use crate::proxies::{ProxyHeader, TrustedProxies};
use std::net::{IpAddr, Ipv4Addr};
use url::Url;

pub(super) const NAME: &str = "forged-address";

/// An address that nobody has (RFC 5737).
const FORGED: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

pub(super) async fn check(url: &Url, proxies: &TrustedProxies, seen: &Seen) -> Check {
    let headers = [(ProxyHeader::XForwardedFor.name(), "192.0.2.1"), (ProxyHeader::Forwarded.name(), "for=192.0.2.1")];
    let answer = match probe::get(url, "/connection", &headers).await {
        Ok(answer) => answer,
        Err(error) => return Check::skipped(NAME, error.to_string()),
    };
    let header = proxies.header().name();
    match answer.connection().map(|connection| connection.address) {
        Some(FORGED) if proxies.trust(seen.own) => {
            Check::skipped(NAME, "this machine is trusted itself, so what it says is believed")
        }
        Some(FORGED) => Check::problem(
            NAME,
            format!("whoever sends {header} is believed, and so can escape every limit"),
            format!(
                "let the proxy overwrite {header} or append to it, or set --proxy-header to the one that it writes"
            ),
        ),
        Some(_) => Check::ok(NAME, "a made-up address is not believed"),
        None => Check::ok(NAME, format!("a made-up address is refused on the way ({})", answer.status)),
    }
}
