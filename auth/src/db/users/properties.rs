use super::*;
use proptest::{collection::vec, prelude::*, sample::select};

/// Letters that look alike, that change when their case does, or that the network spells in another way.
const LETTERS: [&str; 40] = [
    "a", "B", "k", "\u{212a}", "s", "ſ", "ß", "ẞ", "i", "I", "ı", "İ", "σ", "ς", "Σ", "α", "Α", "é", "É", "ü", "用",
    "户", "٣", "½", "⒈", "ⓐ", "ａ", "Ａ", "ǆ", "ǅ", "Ǆ", "한", "ﬁ", "µ", "μ", "ა", "Ა", "x", "n", "0",
];

/// Texts of which half are addresses.
fn addresses() -> impl Strategy<Value = String> {
    let letter = || prop_oneof![3 => select(&LETTERS[..]).prop_map(str::to_owned), 1 => "[a-z0-9]", 1 => "\\PC"];
    let word = move || vec(letter(), 1..6).prop_map(|letters| letters.concat());
    let host = prop_oneof![4 => vec(word(), 1..4).prop_map(|words| words.join(".")), 1 => "(xn--)?[a-z0-9-]{1,8}"];
    (word(), host).prop_map(|(local, host)| format!("{local}@{host}"))
}

/// The same text with the case of some letters changed, of those that can be changed back.
fn in_other_case(text: &str, which: &[bool]) -> String {
    let change = |c: char| {
        let other = if c.is_lowercase() { only(c.to_uppercase()) } else { only(c.to_lowercase()) };
        other.filter(|other| other.to_lowercase().eq(c.to_lowercase())).unwrap_or(c)
    };
    text.chars().zip(which.iter().cycle()).map(|(c, is_changed)| if *is_changed { change(c) } else { c }).collect()
}

fn only<T>(mut one: impl Iterator<Item = T>) -> Option<T> {
    one.next().filter(|_| one.next().is_none())
}

proptest! {
    #[test]
    fn an_address_is_one_account_in_every_case(text in addresses(), which in vec(any::<bool>(), 1..8)) {
        let Ok(email) = Email::parse(&text) else { return Ok(()) };
        let Ok(other) = Email::parse(&in_other_case(email.as_str(), &which)) else { return Ok(()) };
        prop_assert_eq!(key(&email), key(&other), "{} {}", email, other);
        prop_assert!(is_same(&email, &other));
    }

    #[test]
    fn a_key_is_its_own_key(text in addresses()) {
        let Ok(email) = Email::parse(&text) else { return Ok(()) };
        let Ok(again) = Email::parse(&key(&email)) else { return Ok(()) };
        prop_assert_eq!(key(&again), again.to_string());
    }

    #[test]
    fn a_key_is_one_line_with_one_at_sign(text in addresses()) {
        let Ok(email) = Email::parse(&text) else { return Ok(()) };
        let key = key(&email);
        prop_assert!(!key.contains(|c: char| c.is_control() || c.is_whitespace()), "{:?}", key);
        prop_assert_eq!(key.matches('@').count(), 1, "{:?}", key);
    }
}
