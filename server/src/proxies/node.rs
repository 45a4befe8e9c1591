//! A node is how a header names one machine on the way (RFC 7239, section 6).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address of a node, with or without a port: `192.0.2.43:47011`, `[2001:db8::17]:4711`, `2001:db8::17`. `None` for
/// what is none, `unknown` and made-up names such as `_gazonk` included.
pub(super) fn address(node: &str) -> Option<IpAddr> {
    let node = node.trim_matches([' ', '\t']);
    let address = match node.strip_prefix('[') {
        Some(node) => {
            let (address, port) = node.split_once(']')?;
            (port.is_empty() || is_port(port.strip_prefix(':')?)).then(|| address.parse::<Ipv6Addr>())?.ok()?.into()
        }
        None => node.parse().ok().or_else(|| with_port(node))?,
    };
    Some(address.to_canonical())
}

fn with_port(node: &str) -> Option<IpAddr> {
    let (address, port) = node.split_once(':')?;
    is_port(port).then(|| address.parse::<Ipv4Addr>())?.ok().map(IpAddr::V4)
}

/// A number, or a made-up name that begins with an underscore.
fn is_port(port: &str) -> bool {
    port.starts_with('_') || !port.starts_with('+') && port.parse::<u16>().is_ok()
}
