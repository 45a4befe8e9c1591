//! Whether the service sees where a request comes from, or only that it comes through a proxy.

use super::{probe::Seen, report::Check};
use crate::proxies::TrustedProxies;
use std::net::IpAddr;
use url::Url;

pub(super) const NAME: &str = "client-address";

pub(super) fn check(url: &Url, proxies: &TrustedProxies, seen: &Seen) -> Check {
    let (address, own, header) = (seen.address, seen.own, proxies.header().name());
    // The service itself speaks no TLS, so there is a proxy, and it is not believed. And nobody who asks from another
    // address than the service's own machine comes from there, unless through a proxy.
    let is_proxys = url.scheme() == "https" && proxies.is_empty() || address != own && address.is_loopback();
    let everybody = format!("everybody seems to come from {address}, which is the proxy's address");
    match (is_proxys, proxies.trust(address)) {
        (true, false) => return Check::problem(NAME, everybody, format!("add --trusted-proxy {address}")),
        (true, true) => {
            let remedy = format!("let the proxy write {header}, or set --proxy-header to the one that it writes");
            return Check::problem(NAME, everybody, remedy);
        }
        (false, true) => {
            let remedy = format!(
                "ask {url}connection from a machine outside; if it answers the same, let the proxy write {header}"
            );
            return Check::warning(NAME, format!("the service sees {address}, which is trusted itself"), remedy);
        }
        (false, false) => {}
    }
    // Where both are addresses of the same kind, no translation in between explains that they differ.
    match address != own && (is_internal(address) || !is_internal(own)) {
        true => Check::warning(
            NAME,
            format!("the service sees {address}, and this machine asked from {own}"),
            format!("if {address} is a proxy, add --trusted-proxy {address}"),
        ),
        false => Check::ok(NAME, format!("the service sees {address}, where this machine asked from")),
    }
}

/// Whether this is an address within somebody's own network (RFC 1918, 6598, 4193).
fn is_internal(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, ..] = address.octets();
            address.is_private() || address.is_loopback() || address.is_link_local() || a == 100 && b & 0xc0 == 64
        }
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        doctor::report::Status,
        proxies::{ProxyHeader, network},
    };

    #[test]
    fn an_address_is_judged_by_what_this_machine_knows() {
        let https = "https://a.example";
        for (url, trusted, address, own, status) in [
            // No proxy, or one that says where this machine is.
            ("http://localhost:5000", &[][..], "127.0.0.1", "127.0.0.1", Status::Ok),
            (https, &["10.0.0.0/8"], "203.0.113.7", "203.0.113.7", Status::Ok),
            (https, &["10.0.0.0/8"], "2001:db8::7", "2001:db8::7", Status::Ok),
            // Its own network hides it behind another address.
            (https, &["10.0.0.0/8"], "203.0.113.7", "192.168.1.2", Status::Ok),
            (https, &["10.0.0.0/8"], "203.0.113.7", "100.64.0.2", Status::Ok),
            // A proxy that is not believed.
            (https, &[], "203.0.113.7", "203.0.113.7", Status::Problem),
            (https, &["10.0.0.0/8"], "127.0.0.1", "203.0.113.7", Status::Problem),
            ("http://a.example", &[], "127.0.0.1", "192.168.1.2", Status::Problem),
            (https, &["127.0.0.1"], "127.0.0.1", "203.0.113.7", Status::Problem),
            // It may be, and may be not.
            (https, &["10.0.0.0/8"], "172.18.0.2", "192.168.1.2", Status::Warning),
            (https, &["10.0.0.0/8"], "172.18.0.2", "203.0.113.7", Status::Warning),
            (https, &["10.0.0.0/8"], "fd00::2", "2001:db8::7", Status::Warning),
            (https, &["10.0.0.0/8"], "198.51.100.9", "203.0.113.7", Status::Warning),
            (https, &["10.0.0.0/8"], "10.0.0.2", "203.0.113.7", Status::Warning),
            (https, &["127.0.0.1"], "127.0.0.1", "127.0.0.1", Status::Warning),
        ] {
            let trusted = trusted.iter().map(|text| network(text).unwrap()).collect();
            let proxies = TrustedProxies::new(trusted, ProxyHeader::default());
            let (address, own) = (address.parse().unwrap(), own.parse().unwrap());
            let seen = Seen { headers: Default::default(), own, address };
            let check = check(&Url::parse(url).unwrap(), &proxies, &seen);
            assert_eq!(check.status, status, "{check:?}");
            assert!(check.message.contains(&address.to_string()), "{check:?}");
            assert_eq!(check.remedy.is_some(), status != Status::Ok, "{check:?}");
        }
    }
}
