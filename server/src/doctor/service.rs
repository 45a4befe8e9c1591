//! Whether the service runs, asked without anything in between.

use super::{probe, report::Check};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::Url;

const NAME: &str = "service";

/// Also answers whether it runs.
pub(super) async fn check(listen: SocketAddr) -> (Check, bool) {
    let address = reachable(listen);
    let Ok(url) = Url::parse(&format!("http://{address}")) else {
        return (Check::skipped(NAME, "it has no address to ask at"), false);
    };
    let Ok(answer) = probe::get(&url, "/connection", &[]).await else {
        let remedy = "start it and run this again: some checks can only be made then";
        return (Check::warning(NAME, format!("nothing answers at {address}"), remedy), false);
    };
    let Some(connection) = answer.connection() else {
        let message = format!("what answers at {address} is not Bienvenue, or one of long ago");
        return (Check::problem(NAME, message, "stop it, or choose another --listen"), false);
    };
    let version = connection.version;
    let check = match version == env!("CARGO_PKG_VERSION") {
        true => Check::ok(NAME, format!("version {version} answers at {address}")),
        false => Check::warning(
            NAME,
            format!("version {version} answers at {address}, and this is {}", env!("CARGO_PKG_VERSION")),
            "restart the service, or run its own version of this",
        ),
    };
    (check, true)
}

/// Where this machine itself reaches what listens on all of its addresses.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
