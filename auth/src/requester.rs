//! The requester is who asks: which device, from which network. Coarse on purpose: enough for people to recognise their
//! own, too little to follow anybody.

use crate::{Token, limits::Network, token::TokenDigest};
use std::net::IpAddr;

/// Browsers by what they call themselves. The order decides: most also call themselves what others are called.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];
/// Systems, likewise.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
];

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requester {
    device: String,
    network: String,
    /// For limits only, like what follows; never stored.
    limited_network: Option<Network>,
    /// Of the token in the device's own cookie.
    known_device: Option<TokenDigest>,
}

impl Requester {
    /// Reads the request's `User-Agent` (RFC 9110, section 10.1.5) and the address that it came from.
    #[must_use]
    pub fn new(user_agent: Option<&str>, address: Option<IpAddr>) -> Self {
        Self {
            device: device(user_agent.unwrap_or_default()),
            network: address.map(network).unwrap_or_default(),
            limited_network: address.map(Network::of),
            known_device: None,
        }
    }

    /// The same, on a device whose cookie says this. A text that is no token is no cookie of ours.
    #[must_use]
    pub fn on_device(self, cookie: Option<&str>) -> Self {
        Self { known_device: cookie.and_then(Token::parse).map(|token| token.digest()), ..self }
    }

    /// The browser and its system in words, such as `Firefox on Windows`; empty where it is not known.
    #[must_use]
    pub fn device(&self) -> &str {
        &self.device
    }

    /// The network of the address: an IPv4 /24 or an IPv6 /48, such as `203.0.113.0/24`; empty where it is not known.
    #[must_use]
    pub fn network(&self) -> &str {
        &self.network
    }

    /// Whether the other one is on the same device in the same network, as far as is known.
    pub(crate) fn is_from_where(&self, other: &Self) -> bool {
        (&self.device, &self.network) == (&other.device, &other.network)
    }

    /// Whoever runs the service, from its command line. No browser is called like this.
    pub(crate) fn operator() -> Self {
        Self { device: "Operator".to_owned(), ..Self::default() }
    }

    /// What was stored of a requester.
    pub(crate) fn stored(device: String, network: String) -> Self {
        Self { device, network, ..Self::default() }
    }

    pub(crate) fn limited_network(&self) -> Option<Network> {
        self.limited_network
    }

    pub(crate) fn known_device(&self) -> Option<&TokenDigest> {
        self.known_device.as_ref()
    }
}

fn device(user_agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => String::new(),
    }
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_by_browser_and_system() {
        for (user_agent, words) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 \
                 Safari/537.36",
                "Chrome on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 \
                 Safari/537.36 Edg/156.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/19.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/19.0 Safari/605.1.15",
                "Safari on macOS",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 \
                 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("curl/8.14.1", "curl"),
            ("<script>alert(1)</script>", ""),
            ("", ""),
        ] {
            assert_eq!(Requester::new(Some(user_agent), None).device(), words);
        }
        assert_eq!(Requester::new(None, None), Requester::default());
    }

    #[test]
    fn an_address_is_cut_to_its_network() {
        for (address, words) in [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
            ("::1", "::/48"),
        ] {
            assert_eq!(Requester::new(None, Some(address.parse().unwrap())).network(), words);
        }
    }
}
