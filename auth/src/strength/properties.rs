use super::*;
use proptest::{collection::vec, prelude::*};

/// Pieces that the estimator looks for: words, rows of keys, dates, repetitions, and letters of every script.
fn pieces() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "(password|qwerty|1990|aaa|12/3/99|p@ssw0rd)", "[0-9]{1,8}", "\\PC{1,6}", any::<String>()]
}

proptest! {
    // An estimate takes its time.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.div_ceil(128), ..Default::default() })]

    #[test]
    fn any_password_gets_an_estimate(password in vec(pieces(), 1..6), email in "\\PC{0,12}(@\\PC{0,12})?") {
        let password = Password::new(password.concat());
        let estimated = estimate(&password, &email);
        // Five characters of any kind are tried within a day.
        let is_short = password.expose().chars().count() <= 5;
        prop_assert!(!is_short || matches!(estimated, Strength::Weak(_)), "{:?}", password.expose());
    }

    #[test]
    fn ones_own_address_is_no_password(email in "[a-z]{1,12}[0-9]{0,4}@[a-z]{1,8}\\.[a-z]{2,6}") {
        prop_assert!(matches!(estimate(&Password::new(email.clone()), &email), Strength::Weak(_)));
    }
}
