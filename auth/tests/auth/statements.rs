//! Each statement of each request fails once. Whoever asked is told "not now", nothing has happened, and the same request
//! then succeeds.

use crate::support::{ALICE, BOB, GOOD_PASSWORD, OTHER_PASSWORD, PASSWORD, TestAuth, password};
use auth::{AuthError, Confirmation, Requester};

/// What a request needs that is there before it.
#[derive(Default)]
struct Given {
    session: String,
    secret: String,
}

/// Asks on a service of its own for each statement, until none is left to fail.
async fn each_statement_fails_once(
    prepare: impl AsyncFn() -> (TestAuth, Given),
    request: impl AsyncFn(&TestAuth, &Given) -> Result<(), AuthError>,
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

async fn bob() -> (TestAuth, Given) {
    (TestAuth::with_bob().await, Given::default())
}

async fn bob_signed_in() -> (TestAuth, Given) {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    (auth, Given { session, ..Given::default() })
}

fn nobody() -> Requester {
    Requester::default()
}

#[tokio::test]
async fn signing_up() {
    let new = async || (TestAuth::new().await, Given::default());
    each_statement_fails_once(new, async |auth, _| auth.register_user(BOB, &password(PASSWORD)).await.map(drop)).await;
    let new = async || (TestAuth::in_production().await, Given::default());
    each_statement_fails_once(new, async |auth, _| auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.map(drop)).await;
}

#[tokio::test]
async fn confirming_an_address() {
    let awaited = async || {
        let auth = TestAuth::in_production().await;
        auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
        let secret = auth.secrets_to(BOB).await.token;
        (auth, Given { secret, ..Given::default() })
    };
    let confirm =
        async |auth: &TestAuth, given: &Given| auth.confirm_email(Some(BOB), &given.secret, &nobody()).await.map(drop);
    each_statement_fails_once(awaited, confirm).await;
}

#[tokio::test]
async fn signing_in_and_out() {
    each_statement_fails_once(bob, async |auth, _| auth.log_in(BOB, &password(PASSWORD), &nobody()).await.map(drop))
        .await;
    let log_out = async |auth: &TestAuth, given: &Given| {
        let ended = auth.log_out(&given.session, &nobody()).await?;
        assert!(ended, "the session went on");
        Ok(())
    };
    each_statement_fails_once(bob_signed_in, log_out).await;
}

#[tokio::test]
async fn being_recognised() {
    let recognise = async |auth: &TestAuth, given: &Given| {
        let user = auth.get_user_from_session_id(&given.session).await?;
        assert!(user.is_some(), "taken for nobody");
        Ok(())
    };
    each_statement_fails_once(bob_signed_in, recognise).await;
}

#[tokio::test]
async fn resetting_a_password() {
    each_statement_fails_once(bob, async |auth, _| auth.request_password_reset(BOB).await.map(drop)).await;
    let asked = async || {
        let auth = TestAuth::with_bob().await;
        let secret = auth.reset_token(BOB).await;
        (auth, Given { secret, ..Given::default() })
    };
    let reset = async |auth: &TestAuth, given: &Given| {
        auth.reset_password(BOB, &given.secret, &password(OTHER_PASSWORD), &nobody()).await.map(drop)
    };
    each_statement_fails_once(asked, reset).await;
}

#[tokio::test]
async fn changing_the_password() {
    let change = async |auth: &TestAuth, given: &Given| {
        let (old, new) = (password(PASSWORD), password(OTHER_PASSWORD));
        auth.change_password(&given.session, &old, &new, &nobody()).await.map(drop)
    };
    each_statement_fails_once(bob_signed_in, change).await;
}

#[tokio::test]
async fn changing_the_address() {
    let ask = async |auth: &TestAuth, given: &Given| {
        auth.request_email_change(&given.session, ALICE, &password(PASSWORD), &nobody()).await.map(drop)
    };
    each_statement_fails_once(bob_signed_in, ask).await;
    let asked = async || {
        let (auth, given) = bob_signed_in().await;
        ask(&auth, &given).await.unwrap();
        let secret = auth.secrets_to(ALICE).await.token;
        (auth, Given { secret, ..given })
    };
    let confirm = async |auth: &TestAuth, given: &Given| {
        auth.confirm_email(Some(ALICE), &given.secret, &nobody()).await.map(drop)
    };
    each_statement_fails_once(asked, confirm).await;
}

#[tokio::test]
async fn deleting_the_account() {
    let delete = async |auth: &TestAuth, given: &Given| {
        let confirmation = Confirmation { password: &password(PASSWORD), email: BOB };
        auth.delete_account(&given.session, &confirmation, &nobody()).await.map(drop)
    };
    each_statement_fails_once(bob_signed_in, delete).await;
}
