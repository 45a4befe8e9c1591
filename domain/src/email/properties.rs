use super::*;
use proptest::{collection::vec, prelude::*};

/// What addresses are made of, and what may not be in them.
fn pieces() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z0-9]{1,9}",
        2 => Just("@".to_owned()),
        2 => Just(".".to_owned()),
        1 => "[a-z]{60,70}",
        1 => "[!-/:-@\\[-`{-~ ]",
        1 => "[ßıſςΣKİéç用户例子公司٣½⒈ª한ᄒ]",
        1 => "[\\t\\r\\n\\x00\\x7f\\u{85}\\u{a0}\\u{200b}\\u{202e}\\u{2028}\\u{301}\\u{feff}。＠．]",
        1 => any::<char>().prop_map(String::from),
    ]
}

/// Texts that are addresses, or nearly so.
pub(crate) fn nearly_addresses() -> impl Strategy<Value = String> {
    let word = || prop_oneof![3 => "[a-z0-9_+-]{1,8}", 1 => vec(pieces(), 0..4).prop_map(|pieces| pieces.concat())];
    let whole = (word(), word(), word()).prop_map(|(local, host, top)| format!("{local}@{host}.{top}"));
    let long = vec("[aé]{25,64}", 1..6).prop_map(|labels| format!("bob@{}", labels.join(".")));
    prop_oneof![3 => whole, 1 => long, 1 => vec(pieces(), 0..12).prop_map(|pieces| pieces.concat())]
}

proptest! {
    #[test]
    fn an_address_is_short_one_line_and_reads_back(text in nearly_addresses()) {
        let Ok(email) = Email::parse(&text) else { return Ok(()) };
        prop_assert_eq!(email.as_str(), text.trim());
        prop_assert!(email.as_str().len() <= Email::MAX_BYTES);
        let breaks_headers = |c: char| c.is_control() || c.is_whitespace() || "<>(),;:\\\"[]".contains(c);
        prop_assert!(!email.as_str().contains(breaks_headers));
        prop_assert_eq!(email.as_str().matches('@').count(), 1);
        let (local, host) = email.parts();
        prop_assert_eq!(format!("{local}@{host}"), email.to_string());
        prop_assert_eq!(Email::parse(&email.to_string()), Ok(email));
    }

    #[test]
    fn spaces_around_an_address_change_nothing(text in nearly_addresses(), before in "\\s{0,3}", after in "\\s{0,3}") {
        prop_assert_eq!(Email::parse(&format!("{before}{text}{after}")), Email::parse(&text));
    }

    #[test]
    fn ordinary_addresses_are_accepted(
        text in "[a-zA-Z0-9_'+&-]{1,20}(\\.[a-z0-9]{1,20}){0,2}@[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\\.[a-zé用]{1,9}){0,3}"
    ) {
        prop_assert!(Email::parse(&text).is_ok());
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let read = Email::parse(&text);
        prop_assert_eq!(read == Err(EmailError::Missing), text.trim().is_empty());
    }
}
