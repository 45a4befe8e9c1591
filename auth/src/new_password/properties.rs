use super::*;
use proptest::{collection::vec, prelude::*};

/// Passwords made of the names, of a listed one, and of anything.
fn passwords() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("bob.o'neil".to_owned()),
        Just("bienvenue".to_owned()),
        Just("password".to_owned()),
        "[a-zé]{1,3}",
        any::<char>().prop_map(String::from),
    ];
    vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_repetition_has_the_unit_that_gives_it_back(unit in passwords(), times in 1..5_usize) {
        let password = unit.repeat(times);
        let found = repeated(&password);
        prop_assert!(found.is_empty() == password.is_empty());
        prop_assert!(found.is_empty() || found.repeat(password.len().div_ceil(found.len())).starts_with(&password));
        prop_assert!(times < 2 || found.len() <= unit.len());
    }

    #[test]
    fn the_list_is_searched_as_if_line_by_line(password in passwords()) {
        prop_assert_eq!(is_listed(&password), COMMON.lines().any(|line| line == password));
    }

    #[test]
    fn what_is_made_of_names_stays_so_whatever_short_is_added(password in passwords(), rest in "[0-9]{0,7}") {
        let names = names(&Email::parse("bob.o'neil@example.org").unwrap(), None);
        let short = format!("bienvenue{rest}");
        prop_assert!(is_made_of(&short, &names));
        prop_assert!(!is_made_of(&password, &names) || names.iter().any(|name| password.contains(name.as_str())));
    }
}
