//! The proxies before this server: whom it believes what about the address that a request comes from.
//!
//! A proxy appends the address of whoever is connected to it to a header. Everything to the left of that came with the
//! request and may be made up, so the header is read from the right, and only as long as who wrote it is trusted.

mod node;
mod quoted;

use axum::http::{HeaderMap, HeaderName};
use clap::ValueEnum;
use ipnet::{IpNet, Ipv4Net};
use std::{iter, net::IpAddr};

/// The header in which a proxy says who is connected to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProxyHeader {
    /// What most proxies write: addresses, separated by commas.
    #[default]
    XForwardedFor,
    /// The standardised one (RFC 7239): `for=192.0.2.43;proto=https`.
    Forwarded,
}

/// Whom to believe, and which header they write.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
    header: ProxyHeader,
}

/// Reads a network like `10.0.0.0/8`, or one address.
///
/// # Errors
/// A sentence that says what to write instead.
pub fn network(text: &str) -> Result<IpNet, String> {
    let network = text.parse().or_else(|_| text.parse().map(|address: IpAddr| IpNet::from(address)));
    let network = canonical(network.map_err(|_| "write a network like 10.0.0.0/8, or an address".to_owned())?);
    match network.prefix_len() {
        0 => Err("this would believe everybody; name the addresses of the proxies".to_owned()),
        _ => Ok(network),
    }
}

/// IPv4 addresses written as IPv6 (RFC 4291, section 2.5.5.2) are compared as what they are.
fn canonical(network: IpNet) -> IpNet {
    match (network.addr().to_canonical(), network.prefix_len()) {
        (IpAddr::V4(address), bits @ 96..) if matches!(network, IpNet::V6(_)) => {
            Ipv4Net::new(address, bits - 96).map_or(network, IpNet::V4)
        }
        _ => network,
    }
}

impl ProxyHeader {
    /// Its name.
    #[must_use]
    pub fn name(self) -> HeaderName {
        HeaderName::from_static(match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        })
    }

    /// The address in one element of the header.
    fn address(self, element: &str) -> Option<IpAddr> {
        match self {
            Self::XForwardedFor => node::address(element),
            Self::Forwarded => node::address(&quoted::parameter(element, "for")?),
        }
    }
}

impl TrustedProxies {
    /// Proxies in these networks, which write this header.
    #[must_use]
    pub fn new(networks: Vec<IpNet>, header: ProxyHeader) -> Self {
        Self { networks, header }
    }

    /// The header that they write.
    #[must_use]
    pub fn header(&self) -> ProxyHeader {
        self.header
    }

    /// Whether nobody is believed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty()
    }

    /// Whether what comes from this address is believed.
    #[must_use]
    pub fn trust(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// The address that a request comes from: the nearest one that is no trusted proxy's. Where the header ends before,
    /// or says what can't be read, it is the last one that a trusted proxy has vouched for, be it the peer's own.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        // Of several lines, the last one was written last.
        let lines = headers.get_all(self.header.name()).iter().rev();
        let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
        let mut elements = lines.iter().flat_map(|line| from_the_right(line));
        let mut client = peer.to_canonical();
        while self.trust(client) {
            let Some(address) = elements.next().and_then(|element| self.header.address(element)) else { break };
            client = address;
        }
        client
    }
}

/// The elements of one line. An empty one counts: a proxy that has nothing to say vouches for nobody.
fn from_the_right(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    iter::from_fn(move || {
        let (before, element) = quoted::split_last(rest?, ',');
        rest = before;
        Some(element)
    })
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
