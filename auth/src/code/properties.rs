use super::*;
use proptest::{collection::vec, prelude::*};

/// Texts that are codes, or nearly so.
fn nearly_codes() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[2-9BCDFGHJKMNPQRSTVWXYZbcdfghjkmnpqrstvwxyz]{1,4}",
        2 => "[\\s-]{0,2}",
        1 => "[01OILAEUoilaeu]",
        1 => "[ſKıİßµ\\x00\u{ad}‐–]",
        1 => any::<char>().prop_map(String::from),
    ];
    vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

/// A code, and one of the ways in which people type it.
fn typed_codes() -> impl Strategy<Value = (String, String)> {
    vec(("[2-9BCDFGHJKMNPQRSTVWXYZ]", any::<bool>(), "[ \\t\\n\u{a0}-]{0,2}"), LENGTH).prop_map(|letters| {
        let code = letters.iter().map(|(letter, ..)| letter.as_str()).collect();
        let typed = letters.iter().map(|(letter, is_small, gap)| match is_small {
            true => format!("{gap}{}", letter.to_ascii_lowercase()),
            false => format!("{letter}{gap}"),
        });
        (code, typed.collect())
    })
}

proptest! {
    #[test]
    fn a_code_is_read_however_it_is_typed((code, typed) in typed_codes()) {
        let read = Code::parse(&typed).unwrap();
        prop_assert_eq!(read.0.as_str(), code.as_str());
    }

    #[test]
    fn what_is_read_has_the_shape_that_is_drawn_and_reads_back(text in nearly_codes()) {
        let Some(code) = Code::parse(&text) else { return Ok(()) };
        prop_assert!(code.0.len() == LENGTH && code.0.bytes().all(|byte| ALPHABET.contains(&byte)));
        let again = Code::parse(&code.expose()).unwrap();
        prop_assert_eq!(again.0.as_str(), code.0.as_str());
        prop_assert_eq!(format!("{code:?}"), "Code(hidden)");
    }

    #[test]
    fn nothing_but_spaces_hyphens_and_case_is_forgiven(text in nearly_codes()) {
        let plain: String = text.split(|c: char| c.is_whitespace() || c == '-').collect();
        let is_code = plain.len() == LENGTH && plain.bytes().all(|byte| ALPHABET.contains(&byte.to_ascii_uppercase()));
        prop_assert_eq!(Code::parse(&text).is_some(), is_code);
    }
}
