use super::*;
use auth::{Timestamp, UserId};
use proptest::prelude::*;
use uuid::Uuid;

fn bob() -> User {
    let email = Email::parse("bob@me.com").unwrap();
    User { id: UserId(Uuid::nil()), email, created_at: Timestamp::from_millis(0) }
}

proptest! {
    #[test]
    fn whatever_was_wanted_the_next_page_is_ours_and_does_not_ask_to_sign_in(
        wanted in "/?(/|\\\\|\\t|login|register|account|evil\\.test|[.?#@:]|%2e|%2f|\\PC){0,6}"
    ) {
        let next = logged_in(&bob(), &wanted, None);
        let to = ReturnPath::parse(&next.to).unwrap();
        prop_assert!(![routes::LOGIN, routes::REGISTER].contains(&to.page()), "{}", to);
        for mode in [Mode::Development, Mode::Production] {
            let next = signed_up(mode, &bob().email, &wanted);
            prop_assert!(ReturnPath::parse(&next.to).is_some_and(|to| routes::is_page(to.page())), "{}", next.to);
        }
    }
}
