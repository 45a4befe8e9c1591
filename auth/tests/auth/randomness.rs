//! Each draw of each request fails once, as it does where the operating system has no randomness to give. Whoever asked is
//! told of an internal error, nothing has happened, and the same request then succeeds.

use crate::{
    requests::{self, Done, Given},
    support::TestAuth,
};
use auth::{AuthError, test_support::with_failing_draw};
use std::time::Duration;

/// Longer than the first pause of a mail that could not be sent.
const A_WHILE: Duration = Duration::from_secs(60);

/// Asks on a service of its own for each draw, until none is left to fail.
async fn each_draw_fails_once(
    prepare: impl AsyncFn() -> (TestAuth, Given),
    request: impl AsyncFn(&TestAuth, &Given) -> Done,
) {
    for nth in 1.. {
        let (auth, given) = prepare().await;
        auth.settle_mails().await;
        let before = (auth.digests().await.unwrap(), auth.mailbox().await.unwrap().len());
        let (answer, has_failed) = with_failing_draw(nth, request(&auth, &given)).await;
        let after = (auth.digests().await.unwrap(), auth.mailbox().await.unwrap().len());
        match answer {
            Ok(()) if !has_failed => return assert!(nth > 1, "there was nothing to fail"),
            // Only the mail's own name was missing, after everything had happened that it tells of.
            Ok(()) => {
                assert_eq!(after.1, before.1, "draw {nth} was not needed");
                auth.clock.advance(A_WHILE);
                auth.send_due_mails().await.unwrap();
                assert_eq!(auth.mailbox().await.unwrap().len(), before.1 + 1, "draw {nth} cost a mail");
            }
            Err(AuthError::Internal(_)) => {
                assert!(after == before, "draw {nth} left something half done");
                request(&auth, &given).await.unwrap();
            }
            Err(other) => unreachable!("draw {nth} is taken for something else: {other}"),
        }
    }
}

#[tokio::test]
async fn signing_up() {
    each_draw_fails_once(requests::empty, requests::register).await;
    each_draw_fails_once(requests::empty_in_production, requests::sign_up).await;
}

#[tokio::test]
async fn confirming_an_address() {
    each_draw_fails_once(requests::bob_waiting, requests::ask_for_the_mail_once_more).await;
}

#[tokio::test]
async fn signing_in_and_out() {
    each_draw_fails_once(requests::bob, requests::sign_in).await;
    each_draw_fails_once(requests::bob, requests::sign_in_with_a_wrong_password).await;
    each_draw_fails_once(requests::bob_signed_in, requests::sign_out).await;
    each_draw_fails_once(requests::bob_signed_in, requests::end_other_sessions).await;
}

#[tokio::test]
async fn resetting_a_password() {
    each_draw_fails_once(requests::bob, requests::ask_for_a_reset).await;
    each_draw_fails_once(requests::bob_forgetful, requests::reset_the_password).await;
}

#[tokio::test]
async fn changing_the_password() {
    each_draw_fails_once(requests::bob_signed_in, requests::change_the_password).await;
}

#[tokio::test]
async fn changing_the_address_and_taking_it_back() {
    each_draw_fails_once(requests::bob_signed_in, requests::ask_for_another_address).await;
    each_draw_fails_once(requests::bob_moving, requests::confirm_another_address).await;
    each_draw_fails_once(requests::bob_moved, requests::take_the_address_back).await;
}

#[tokio::test]
async fn downloading_the_data_and_deleting_the_account() {
    each_draw_fails_once(requests::bob_signed_in, requests::download_the_data).await;
    each_draw_fails_once(requests::bob_signed_in, requests::delete_the_account).await;
}

#[tokio::test]
async fn what_an_operator_does() {
    each_draw_fails_once(requests::empty, requests::create_as_an_operator).await;
    each_draw_fails_once(requests::bob, requests::hand_out_a_link).await;
    each_draw_fails_once(requests::bob, requests::delete_as_an_operator).await;
    each_draw_fails_once(requests::empty, requests::import).await;
}
