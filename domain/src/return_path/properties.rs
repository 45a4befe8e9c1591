use super::*;
use proptest::{collection::vec, prelude::*, sample::select};
use url::Url;

/// Where a person may be when they are redirected.
const ORIGINS: [&str; 2] = ["https://site.test/login?next=x", "http://localhost:5000/a/b/"];

/// What makes a browser leave the site, or leaves a way to do so behind.
const TRICKS: [&str; 41] = [
    "/",
    "//",
    "\\",
    "/\\",
    "\\/",
    ".",
    "..",
    "%2e",
    "%2E",
    "%2f",
    "%5c",
    "%09",
    "%0a",
    "\t",
    "\n",
    "\r",
    "\0",
    " ",
    "?",
    "#",
    "@",
    ":",
    ";",
    ":80",
    "https:",
    "http:",
    "javascript:",
    "data:",
    "file:",
    "evil.test",
    "//evil.test",
    "[::1]",
    "%00",
    "|",
    "/.",
    "/..",
    "\u{2044}",
    "\u{ff0f}",
    "\u{29f5}",
    "\u{a0}",
    "\u{feff}",
];

/// Texts that are paths, or nearly so.
fn nearly_paths() -> impl Strategy<Value = String> {
    let tricky = prop_oneof![
        4 => select(&TRICKS[..]).prop_map(str::to_owned),
        2 => "[a-z0-9~_-]{1,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    let plain = prop_oneof!["/[a-z.%2e]{1,4}", "[?#&=/][a-z]{0,3}"];
    let rest = prop_oneof![vec(tricky, 0..8), vec(plain, 0..6)];
    ("/?", rest).prop_map(|(slash, rest)| format!("{slash}{}", rest.concat()))
}

proptest! {
    #[test]
    fn what_is_accepted_stays_on_this_site_however_a_browser_reads_it(text in nearly_paths()) {
        let Some(path) = ReturnPath::parse(&text) else { return Ok(()) };
        prop_assert!(path.as_str().is_ascii() && path.as_str().len() <= ReturnPath::MAX_BYTES);
        for here in ORIGINS.map(|origin| Url::parse(origin).unwrap()) {
            let there = here.join(path.as_str()).unwrap();
            prop_assert_eq!(there.origin(), here.origin());
            // Which page it is can be told without resolving it.
            prop_assert_eq!(there.path().split('/').count(), path.page().split('/').count());
            // Once resolved, it is not read as another site by who resolves it a second time.
            prop_assert_eq!(here.join(there.path()).unwrap().origin(), here.origin());
        }
    }

    #[test]
    fn a_path_survives_a_form_and_an_address(text in nearly_paths()) {
        let Some(path) = ReturnPath::parse(&text) else { return Ok(()) };
        let address = path.append_to("/login");
        let here = Url::parse(ORIGINS[0]).unwrap();
        let there = here.join(&address).unwrap();
        prop_assert_eq!((there.origin(), there.path()), (here.origin(), "/login"));
        prop_assert_eq!(ReturnPath::from_query(there.query().unwrap()), Some(path.clone()));
        prop_assert_eq!(ReturnPath::parse(&path.to_string()), Some(path));
    }

    #[test]
    fn what_a_query_brings_was_decoded_once(query in nearly_paths()) {
        let query = format!("next={query}");
        let (_, decoded) = form_urlencoded::parse(query.as_bytes()).next().unwrap();
        prop_assert_eq!(ReturnPath::from_query(&query), ReturnPath::parse(&decoded));
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let read = ReturnPath::parse(&text);
        prop_assert!(read.is_none() || text.starts_with('/'));
        let asked = ReturnPath::from_query(&text);
        prop_assert!(asked.is_none() || text.contains("next="));
    }
}
