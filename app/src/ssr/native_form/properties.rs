use super::*;
use proptest::{collection::vec, prelude::*, sample::select};

/// Forms as browsers send them, and bodies that are none.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![
        "[a-z@./%+]{0,12}",
        "\\PC{0,12}",
        "a{245,260}@b",
        "(%2F|/|%5C|\\\\|%09|//|evil.test|%00|%FF|\\?|#){0,6}"
    ];
    let field = (select(&["email", "new_email", "next", "password", "x"][..]), value);
    let form = vec(field, 0..5).prop_map(|fields| {
        let pairs: Vec<_> = fields.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("&").into_bytes()
    });
    prop_oneof![4 => form, 1 => vec(any::<u8>(), 0..60)]
}

proptest! {
    #[test]
    fn a_refusal_leads_back_to_the_form_and_nowhere_else(
        body in bodies(),
        form in select(&FormId::ALL[..]),
    ) {
        let (to, flash) = refused(form, &Bytes::from(body), AppError::Unreadable);
        let back = ReturnPath::parse(&to);
        prop_assert_eq!(back.as_ref().map(ReturnPath::page), Some(page_of(form)), "{}", to);
        let flash = flash.unwrap();
        prop_assert_eq!(flash.page.as_str(), page_of(form));
        prop_assert!(flash.email.len() <= domain::Email::MAX_BYTES);
        prop_assert!(HeaderValue::from_str(&to).is_ok());
    }
}
