use super::*;
use proptest::{collection::vec, prelude::*};

/// Passwords around every limit.
fn passwords() -> impl Strategy<Value = String> {
    let one = prop_oneof![20 => any::<char>(), 1 => Just('\0')];
    prop_oneof![
        vec(one, 0..80).prop_map(|characters| characters.into_iter().collect::<String>()),
        ("[aé한😀]", 0..1_030_usize).prop_map(|(character, times)| character.repeat(times)),
    ]
}

proptest! {
    #[test]
    fn a_password_is_kept_byte_for_byte_and_hidden(text in passwords()) {
        let password = Password::new(text.clone());
        prop_assert_eq!(password.expose(), text.as_str());
        prop_assert_eq!(format!("{password:?}"), "Password(hidden)");
    }

    #[test]
    fn a_password_can_be_used_unless_it_is_empty_too_long_or_cut_by_a_nul(text in passwords()) {
        let usable = (1..=Password::MAX_BYTES).contains(&text.len()) && !text.contains('\0');
        prop_assert_eq!(Password::new(text).check().is_ok(), usable);
    }

    #[test]
    fn a_policy_accepts_what_can_be_used_and_has_enough_characters(text in passwords(), min_chars in 0..70_u32) {
        let (password, characters) = (Password::new(text.clone()), text.chars().count());
        let accepted = PasswordPolicy { min_chars }.check(&password);
        prop_assert_eq!(accepted.is_ok(), password.check().is_ok() && characters >= min_chars as usize);
    }
}
