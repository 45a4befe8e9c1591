use super::*;
use proptest::{collection::vec, prelude::*};

/// Texts that are tokens, or nearly so: with a character changed, added or taken away.
fn nearly_tokens() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        any::<[u8; 16]>().prop_map(|bytes| Builder::from_random_bytes(bytes).into_uuid().to_string()),
        any::<[u8; 16]>().prop_map(|bytes| Uuid::from_bytes(bytes).to_string()),
        any::<[u8; 32]>().prop_map(|bytes| URL_SAFE_NO_PAD.encode(bytes)),
        vec(any::<u8>(), 30..35).prop_map(|bytes| URL_SAFE_NO_PAD.encode(bytes)),
        "[A-Za-z0-9_-]{43}",
    ];
    let change = prop_oneof![
        Just(None),
        (any::<prop::sample::Index>(), 0..2_usize, "[A-Za-z0-9+/=_-]?|\\PC|[ \\x00\\n]").prop_map(Some)
    ];
    (token, change).prop_map(|(token, change)| match change {
        None => token,
        Some((at, removed, added)) => {
            let at = at.index(token.len());
            format!("{}{added}{}", &token[..at], &token[at + removed..])
        }
    })
}

proptest! {
    #[test]
    fn what_was_drawn_reads_back(small in any::<[u8; 16]>(), large in any::<[u8; 32]>()) {
        let uuid = Builder::from_random_bytes(small).into_uuid().hyphenated().to_string();
        for text in [uuid, URL_SAFE_NO_PAD.encode(large)] {
            let token = Token::parse(&text).unwrap();
            prop_assert_eq!(token.expose(), text.as_str());
        }
    }

    #[test]
    fn a_secret_has_one_spelling(text in nearly_tokens()) {
        let Some(token) = Token::parse(&text) else { return Ok(()) };
        prop_assert_eq!(token.expose(), text.as_str());
        let spelled_anew = match text.len() {
            36 => Uuid::try_parse(&text).unwrap().to_string(),
            43 => URL_SAFE_NO_PAD.encode(URL_SAFE_NO_PAD.decode(&text).unwrap()),
            length => return Err(TestCaseError::fail(format!("{length} bytes"))),
        };
        prop_assert_eq!(spelled_anew, text);
        prop_assert_eq!(format!("{token:?}"), "Token(hidden)");
    }

    #[test]
    fn two_texts_are_two_secrets(one in nearly_tokens(), other in nearly_tokens()) {
        let (Some(one), Some(other)) = (Token::parse(&one), Token::parse(&other)) else { return Ok(()) };
        prop_assert_eq!(one.digest() == other.digest(), one.expose() == other.expose());
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        prop_assert!(Token::parse(&text).is_none_or(|token| token.expose() == text));
    }
}
