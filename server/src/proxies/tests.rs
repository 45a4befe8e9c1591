use super::*;
use axum::http::HeaderValue;

const PROXY: &str = "10.0.0.1";

fn proxies(header: ProxyHeader) -> TrustedProxies {
    let networks = ["10.0.0.0/8", "2001:db8:aaaa::/48", "127.0.0.1"].map(|text| network(text).unwrap());
    TrustedProxies::new(networks.to_vec(), header)
}

/// The client of a request from this peer with these lines of this header.
fn client(header: ProxyHeader, peer: &str, lines: &[&str]) -> String {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(header.name(), HeaderValue::from_bytes(line.as_bytes()).unwrap());
    }
    proxies(header).client(peer.parse().unwrap(), &headers).to_string()
}

#[test]
fn x_forwarded_for_is_believed_as_far_as_trusted_proxies_wrote_it() {
    for (peer, lines, expected) in [
        // Nobody in between, whatever is claimed.
        ("203.0.113.7", &[][..], "203.0.113.7"),
        ("203.0.113.7", &["192.0.2.1"], "203.0.113.7"),
        ("203.0.113.7", &["192.0.2.1, 10.0.0.1"], "203.0.113.7"),
        ("2001:db8:bbbb::1", &["192.0.2.1"], "2001:db8:bbbb::1"),
        // One proxy, two, and a client that made something up.
        (PROXY, &["203.0.113.7"], "203.0.113.7"),
        (PROXY, &["203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        (PROXY, &["203.0.113.7, 2001:db8:aaaa::9,10.0.0.2"], "203.0.113.7"),
        (PROXY, &["192.0.2.1, 203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        (PROXY, &["10.0.0.9, 203.0.113.7"], "203.0.113.7"),
        ("2001:db8:aaaa::1", &["2001:db8:bbbb::7"], "2001:db8:bbbb::7"),
        // Several lines are one list.
        (PROXY, &["192.0.2.1", "203.0.113.7"], "203.0.113.7"),
        (PROXY, &["192.0.2.1, 203.0.113.7", "10.0.0.3", "10.0.0.2"], "203.0.113.7"),
        // Spellings.
        (PROXY, &["203.0.113.7:49152"], "203.0.113.7"),
        (PROXY, &["[2001:db8::7]:49152"], "2001:db8::7"),
        (PROXY, &["[2001:DB8::7]"], "2001:db8::7"),
        (PROXY, &["\t203.0.113.7 "], "203.0.113.7"),
        (PROXY, &["::ffff:203.0.113.7"], "203.0.113.7"),
        (PROXY, &["203.0.113.7, ::ffff:10.0.0.2"], "203.0.113.7"),
        ("::ffff:10.0.0.1", &["203.0.113.7"], "203.0.113.7"),
        ("::ffff:203.0.113.9", &["203.0.113.7"], "203.0.113.9"),
        // Only proxies: the farthest.
        (PROXY, &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
    ] {
        assert_eq!(client(ProxyHeader::XForwardedFor, peer, lines), expected, "{peer} {lines:?}");
    }
}

#[test]
fn what_can_not_be_read_ends_the_walk_where_it_was() {
    for garbage in [
        "",
        " ",
        "unknown",
        "_hidden",
        "bob",
        "203.0.113.7:",
        "203.0.113.7:x",
        "203.0.113.7:+80",
        "203.0.113.7:99999",
        "[::1",
        "::1]",
        "[203.0.113.7]",
        "[::1]80",
        "203.0.113",
        "203.0.113.7.1",
        "203.0.113.007",
        "fe80::1%eth0",
        "unix:",
        "\"203.0.113.7\"",
        "203.0.113.7;",
        "for=203.0.113.7",
        "<script>",
        "ü",
    ] {
        let lists = [
            (garbage.to_owned(), PROXY),
            (format!("203.0.113.9, {garbage}"), PROXY),
            (format!("203.0.113.9, {garbage}, 10.0.0.2"), "10.0.0.2"),
        ];
        for (list, expected) in lists {
            assert_eq!(client(ProxyHeader::XForwardedFor, PROXY, &[&list]), expected, "{list:?}");
        }
    }
    let no_text = HeaderValue::from_bytes(b"203.0.113.7, \xff, 10.0.0.2").unwrap();
    let headers = HeaderMap::from_iter([(ProxyHeader::XForwardedFor.name(), no_text)]);
    let client = proxies(ProxyHeader::XForwardedFor).client(PROXY.parse().unwrap(), &headers);
    assert_eq!(client.to_string(), "10.0.0.2");
}

#[test]
fn forwarded_is_read_as_rfc_7239_writes_it() {
    for (peer, lines, expected) in [
        ("203.0.113.9", &["for=203.0.113.7"][..], "203.0.113.9"),
        (PROXY, &["for=203.0.113.7"], "203.0.113.7"),
        (PROXY, &["For=203.0.113.7;proto=https;by=10.0.0.1"], "203.0.113.7"),
        (PROXY, &["proto=https; FOR=\"203.0.113.7:47011\"; host=\"x;for=192.0.2.1,\""], "203.0.113.7"),
        (PROXY, &["for=\"[2001:db8:cafe::17]:4711\""], "2001:db8:cafe::17"),
        (PROXY, &["for=\"[2001:db8:cafe::17]\""], "2001:db8:cafe::17"),
        (PROXY, &["for=\"203.0.113.7:_obfuscated\""], "203.0.113.7"),
        (PROXY, &["for=\"20\\3.0.113.7\""], "203.0.113.7"),
        (PROXY, &["for=192.0.2.1, for=203.0.113.7, for=10.0.0.2;by=10.0.0.1"], "203.0.113.7"),
        (PROXY, &["for=192.0.2.1", "for=203.0.113.7"], "203.0.113.7"),
        (PROXY, &["for=10.0.0.3"], "10.0.0.3"),
        // A client can't swallow what the proxy writes behind.
        (PROXY, &["for=\"192.0.2.1, for=203.0.113.7"], "203.0.113.7"),
        (PROXY, &["for=\"192.0.2.1\\, for=203.0.113.7"], "203.0.113.7"),
        (PROXY, &["for=\"192.0.2.1", "for=203.0.113.7"], "203.0.113.7"),
        // What can't be read, or is not said.
        (PROXY, &["for=unknown"], PROXY),
        (PROXY, &["for=_gazonk"], PROXY),
        (PROXY, &["for=203.0.113.7, for=unknown"], PROXY),
        (PROXY, &["for=203.0.113.7, for=_gazonk, for=10.0.0.2"], "10.0.0.2"),
        (PROXY, &["by=203.0.113.7"], PROXY),
        (PROXY, &["203.0.113.7"], PROXY),
        (PROXY, &["for=203.0.113.7;for=203.0.113.8"], PROXY),
        (PROXY, &["for=\"203.0.113.7"], PROXY),
        (PROXY, &["for=203.0.113.7\""], PROXY),
        (PROXY, &["for=\"203.0.113.7\\\""], PROXY),
        (PROXY, &["for=\"203.0.\"113.7\""], PROXY),
        (PROXY, &["for="], PROXY),
        (PROXY, &["for"], PROXY),
        (PROXY, &[""], PROXY),
    ] {
        assert_eq!(client(ProxyHeader::Forwarded, peer, lines), expected, "{peer} {lines:?}");
    }
}

#[test]
fn the_header_that_the_proxy_does_not_write_is_not_read() {
    let forged = HeaderMap::from_iter([
        (ProxyHeader::XForwardedFor.name(), HeaderValue::from_static("203.0.113.7")),
        (ProxyHeader::Forwarded.name(), HeaderValue::from_static("for=203.0.113.8")),
        (HeaderName::from_static("x-real-ip"), HeaderValue::from_static("203.0.113.9")),
    ]);
    let client = |header| proxies(header).client(PROXY.parse().unwrap(), &forged).to_string();
    assert_eq!(client(ProxyHeader::XForwardedFor), "203.0.113.7");
    assert_eq!(client(ProxyHeader::Forwarded), "203.0.113.8");
}

#[test]
fn a_network_is_one_that_proxies_can_be_in() {
    for (text, contained) in [
        ("10.1.2.3/8", "10.255.0.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("fd00::/8", "fdff::1"),
        ("::ffff:10.0.0.0/104", "10.1.1.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
    ] {
        let proxies = TrustedProxies::new(vec![network(text).unwrap()], ProxyHeader::default());
        assert!(proxies.trust(contained.parse().unwrap()), "{text} {contained}");
        assert!(!proxies.trust("203.0.113.7".parse().unwrap()), "{text}");
    }
    for (text, remedy) in [
        ("", "10.0.0.0/8"),
        ("proxy", "10.0.0.0/8"),
        ("10.0.0.0/33", "10.0.0.0/8"),
        ("10.0.0.1:80", "10.0.0.0/8"),
        ("0.0.0.0/0", "name the addresses"),
        ("::/0", "name the addresses"),
        ("::ffff:0.0.0.0/96", "name the addresses"),
    ] {
        assert!(network(text).unwrap_err().contains(remedy), "{text}");
    }
}
