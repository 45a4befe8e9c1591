use super::*;
use axum::http::HeaderValue;
use proptest::{collection::vec, prelude::*, sample::select};

/// What a client may write into a header to be taken for somebody else.
fn forgeries() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => select(&["for=", "For =", "\"", "\\", ",", ";", "=", " ", "\t", "[", "]", ":", "unknown", "_x", "by="][..])
            .prop_map(str::to_owned),
        2 => any::<IpAddr>().prop_map(|address| address.to_string()),
        1 => Just("10.0.0.9".to_owned()),
        1 => "[ -~]{1,6}",
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Addresses that are no trusted proxy's.
fn strangers() -> impl Strategy<Value = IpAddr> {
    any::<IpAddr>()
        .prop_map(|address| address.to_canonical())
        .prop_filter("a proxy", |address| !proxies().trust(*address))
}

fn trusted() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        any::<[u8; 3]>().prop_map(|[a, b, c]| IpAddr::from([10, a, b, c])),
        any::<u16>().prop_map(|end| IpAddr::from([0x2001, 0xdb8, 0xaaaa, 0, 0, 0, 0, end])),
    ]
}

fn proxies() -> TrustedProxies {
    of(ProxyHeader::XForwardedFor)
}

fn of(header: ProxyHeader) -> TrustedProxies {
    TrustedProxies::new(["10.0.0.0/8", "2001:db8:aaaa::/48"].map(|text| network(text).unwrap()).to_vec(), header)
}

/// How a proxy writes an address into this header.
fn written(header: ProxyHeader, address: IpAddr, with_port: bool) -> String {
    let node = match (address, with_port) {
        (IpAddr::V4(address), false) => address.to_string(),
        (IpAddr::V4(address), true) => format!("{address}:49152"),
        (IpAddr::V6(address), true) => format!("[{address}]:49152"),
        (IpAddr::V6(address), false) if header == ProxyHeader::XForwardedFor => address.to_string(),
        (IpAddr::V6(address), false) => format!("[{address}]"),
    };
    match header {
        ProxyHeader::XForwardedFor => node,
        ProxyHeader::Forwarded => format!("for=\"{node}\";proto=https"),
    }
}

fn client(header: ProxyHeader, peer: IpAddr, lines: &[String]) -> IpAddr {
    let lines = lines.iter().map(|line| (header.name(), HeaderValue::from_str(line).unwrap()));
    let mut headers = HeaderMap::new();
    lines.for_each(|(name, line)| _ = headers.append(name, line));
    of(header).client(peer, &headers)
}

const HEADERS: [ProxyHeader; 2] = [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded];

proptest! {
    #[test]
    fn what_a_client_writes_never_counts_behind_proxies(
        forged in vec(forgeries(), 0..3),
        person in strangers(),
        chain in vec(trusted(), 1..4),
        with_port in any::<bool>(),
        in_one_line in any::<bool>(),
    ) {
        for header in HEADERS {
            // The client's lines, then what the proxies append, each the address that it was connected to.
            let mut lines = forged.clone();
            let addresses = [person].into_iter().chain(chain.iter().skip(1).copied());
            for (number, address) in addresses.enumerate() {
                let element = written(header, address, with_port);
                match lines.last_mut() {
                    Some(line) if in_one_line || number > 0 => *line = format!("{line}, {element}"),
                    _ => lines.push(element),
                }
            }
            let peer = *chain.last().unwrap();
            prop_assert_eq!(client(header, peer, &lines), person, "{:?} {:?}", header, lines);
        }
    }

    #[test]
    fn who_is_no_proxy_speaks_for_nobody(lines in vec(forgeries(), 0..3), peer in strangers()) {
        for header in HEADERS {
            prop_assert_eq!(client(header, peer, &lines), peer);
        }
    }

    #[test]
    fn any_header_leads_to_the_proxy_or_to_an_address_that_it_names(
        bytes in vec(prop_oneof![Just(b'\t'), b' '..=b'~', 0x80..=0xff_u8, select(&b"for=\",;1.0:[]"[..])], 0..60),
        peer in trusted(),
    ) {
        for header in HEADERS {
            let headers = HeaderMap::from_iter([(header.name(), HeaderValue::from_bytes(&bytes).unwrap())]);
            let client = of(header).client(peer, &headers);
            let digits = bytes.iter().filter(|byte| byte.is_ascii_hexdigit() || **byte == b':');
            prop_assert!(client == peer || digits.count() > 1);
        }
    }

    #[test]
    fn a_quoted_value_reads_back_whatever_is_beside_it(value in "[ -~]{0,10}", beside in "[ -~]{0,10}") {
        let quote = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let element = format!("host={};for={};by={}", quote(&beside), quote(&value), quote(&beside));
        prop_assert_eq!(quoted::parameter(&element, "for"), Some(value));
        let list = format!("{element},{element}");
        prop_assert_eq!(quoted::split_last(&list, ','), (Some(element.as_str()), element.as_str()));
    }

    #[test]
    fn any_text_is_a_network_or_refused_with_a_remedy(text in "[0-9a-f.:/]{0,20}|\\PC{0,12}") {
        match network(&text) {
            Ok(network) => prop_assert!(network.prefix_len() > 0),
            Err(remedy) => prop_assert!(remedy.contains("write") || remedy.contains("name")),
        }
    }
}
