//! Each statement of each request fails once. Whoever asked is told "not now", nothing has happened, and the same request
//! then succeeds.

use crate::{
    requests::{self, Done, Given},
    support::TestAuth,
};
use auth::AuthError;

/// Asks on a service of its own for each statement, until none is left to fail.
async fn each_statement_fails_once(
    prepare: impl AsyncFn() -> (TestAuth, Given),
    request: impl AsyncFn(&TestAuth, &Given) -> Done,
) {
    for nth in 1.. {
        let (auth, given) = prepare().await;
        auth.settle_mails().await;
        let before = auth.digests().await.unwrap();
        auth.fail_statement(nth);
        let answer = request(&auth, &given).await;
        auth.settle_mails().await;
        let was_clean = auth.is_failure_ahead();
        auth.fail_statement(0);
        match answer {
            Ok(()) if was_clean => return assert!(nth > 1, "there was nothing to fail"),
            // What may fail without harm, such as noting when a session was used.
            Ok(()) => {}
            Err(AuthError::Unavailable(_) | AuthError::Internal(_)) => {
                assert!(auth.digests().await.unwrap() == before, "statement {nth} left something half done");
                request(&auth, &given).await.unwrap();
            }
            Err(other) => unreachable!("statement {nth} is taken for the person's failure: {other}"),
        }
    }
}

#[tokio::test]
async fn signing_up() {
    each_statement_fails_once(requests::empty, requests::register).await;
    each_statement_fails_once(requests::empty_in_production, requests::sign_up).await;
}

#[tokio::test]
async fn confirming_an_address() {
    each_statement_fails_once(requests::bob_unconfirmed, requests::confirm_the_address).await;
}

#[tokio::test]
async fn signing_in_and_out() {
    each_statement_fails_once(requests::bob, requests::sign_in).await;
    each_statement_fails_once(requests::bob_signed_in, requests::sign_out).await;
}

#[tokio::test]
async fn being_recognised() {
    each_statement_fails_once(requests::bob_signed_in, requests::be_recognised).await;
}

#[tokio::test]
async fn resetting_a_password() {
    each_statement_fails_once(requests::bob, requests::ask_for_a_reset).await;
    each_statement_fails_once(requests::bob_forgetful, requests::reset_the_password).await;
}

#[tokio::test]
async fn changing_the_password() {
    each_statement_fails_once(requests::bob_signed_in, requests::change_the_password).await;
}

#[tokio::test]
async fn changing_the_address() {
    each_statement_fails_once(requests::bob_signed_in, requests::ask_for_another_address).await;
    each_statement_fails_once(requests::bob_moving, requests::confirm_another_address).await;
}

#[tokio::test]
async fn deleting_the_account() {
    each_statement_fails_once(requests::bob_signed_in, requests::delete_the_account).await;
}
