//! One request of each kind, and what has to be there before it: for tests in which something fails on the way.

use crate::support::{ALICE, BOB, GOOD_PASSWORD, OTHER_PASSWORD, PASSWORD, TestAuth, password};
use auth::{AuthError, Confirmation, Email, Exchange, Operator, Requester, Taken, User, UserRecord, Who};
use std::time::Duration;

/// What a request needs that is there before it.
#[derive(Default)]
pub(crate) struct Given {
    session: String,
    secret: String,
}

/// What becomes of a request.
pub(crate) type Done = Result<(), AuthError>;

fn nobody() -> Requester {
    Requester::default()
}

pub(crate) async fn empty() -> (TestAuth, Given) {
    (TestAuth::new().await, Given::default())
}

pub(crate) async fn empty_in_production() -> (TestAuth, Given) {
    (TestAuth::in_production().await, Given::default())
}

/// Somebody has signed up, and not confirmed the address.
pub(crate) async fn bob_unconfirmed() -> (TestAuth, Given) {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.unwrap();
    let secret = auth.secrets_to(BOB).await.token;
    (auth, Given { secret, ..Given::default() })
}

/// Somebody has signed up, and has waited in vain for the mail.
pub(crate) async fn bob_waiting() -> (TestAuth, Given) {
    let (auth, given) = bob_unconfirmed().await;
    auth.clock.advance(Duration::from_secs(60));
    (auth, given)
}

pub(crate) async fn bob() -> (TestAuth, Given) {
    (TestAuth::with_bob().await, Given::default())
}

pub(crate) async fn bob_signed_in() -> (TestAuth, Given) {
    let auth = TestAuth::with_bob().await;
    let session = auth.session_of(BOB, PASSWORD).await;
    (auth, Given { session, ..Given::default() })
}

/// Bob has asked for a new password.
pub(crate) async fn bob_forgetful() -> (TestAuth, Given) {
    let auth = TestAuth::with_bob().await;
    let secret = auth.reset_token(BOB).await;
    (auth, Given { secret, ..Given::default() })
}

/// Bob has asked for Alice's address.
pub(crate) async fn bob_moving() -> (TestAuth, Given) {
    let (auth, given) = bob_signed_in().await;
    ask_for_another_address(&auth, &given).await.unwrap();
    let secret = auth.secrets_to(ALICE).await.token;
    (auth, Given { secret, ..given })
}

/// Bob has got Alice's address.
pub(crate) async fn bob_moved() -> (TestAuth, Given) {
    let (auth, given) = bob_moving().await;
    confirm_another_address(&auth, &given).await.unwrap();
    let secret = auth.secrets_to(BOB).await.token;
    (auth, Given { secret, ..given })
}

pub(crate) async fn register(auth: &TestAuth, _: &Given) -> Done {
    auth.register_user(BOB, &password(PASSWORD)).await.map(drop)
}

pub(crate) async fn sign_up(auth: &TestAuth, _: &Given) -> Done {
    auth.sign_up(BOB, &password(GOOD_PASSWORD)).await.map(drop)
}

pub(crate) async fn confirm_the_address(auth: &TestAuth, given: &Given) -> Done {
    auth.confirm_email(Some(BOB), &given.secret, &nobody()).await.map(drop)
}

pub(crate) async fn ask_for_the_mail_once_more(auth: &TestAuth, _: &Given) -> Done {
    auth.resend_confirmation(BOB, &nobody()).await.map(drop)
}

pub(crate) async fn sign_in(auth: &TestAuth, _: &Given) -> Done {
    auth.log_in(BOB, &password(PASSWORD), &nobody()).await.map(drop)
}

/// Which is refused, and written down.
pub(crate) async fn sign_in_with_a_wrong_password(auth: &TestAuth, _: &Given) -> Done {
    match auth.log_in(BOB, &password(OTHER_PASSWORD), &nobody()).await {
        Err(AuthError::InvalidCredentials) => Ok(()),
        other => other.map(|_| unreachable!("signed in")),
    }
}

pub(crate) async fn sign_out(auth: &TestAuth, given: &Given) -> Done {
    let ended = auth.log_out(&given.session, &nobody()).await?;
    assert!(ended, "the session went on");
    Ok(())
}

pub(crate) async fn be_recognised(auth: &TestAuth, given: &Given) -> Done {
    let user = auth.get_user_from_session_id(&given.session).await?;
    assert!(user.is_some(), "taken for nobody");
    Ok(())
}

pub(crate) async fn ask_for_a_reset(auth: &TestAuth, _: &Given) -> Done {
    auth.request_password_reset(BOB).await.map(drop)
}

pub(crate) async fn reset_the_password(auth: &TestAuth, given: &Given) -> Done {
    auth.reset_password(BOB, &given.secret, &password(OTHER_PASSWORD), &nobody()).await.map(drop)
}

pub(crate) async fn change_the_password(auth: &TestAuth, given: &Given) -> Done {
    let (old, new) = (password(PASSWORD), password(OTHER_PASSWORD));
    auth.change_password(&given.session, &old, &new, &nobody()).await.map(drop)
}

pub(crate) async fn ask_for_another_address(auth: &TestAuth, given: &Given) -> Done {
    auth.request_email_change(&given.session, ALICE, &password(PASSWORD), &nobody()).await.map(drop)
}

pub(crate) async fn confirm_another_address(auth: &TestAuth, given: &Given) -> Done {
    auth.confirm_email(Some(ALICE), &given.secret, &nobody()).await.map(drop)
}

pub(crate) async fn take_the_address_back(auth: &TestAuth, given: &Given) -> Done {
    auth.undo_email_change(BOB, &given.secret, &password(OTHER_PASSWORD), &nobody()).await.map(drop)
}

pub(crate) async fn download_the_data(auth: &TestAuth, given: &Given) -> Done {
    auth.export(&given.session, &nobody()).await.map(drop)
}

pub(crate) async fn end_other_sessions(auth: &TestAuth, given: &Given) -> Done {
    auth.end_other_sessions(&given.session, &nobody()).await.map(drop)
}

pub(crate) async fn delete_the_account(auth: &TestAuth, given: &Given) -> Done {
    let confirmation = Confirmation { password: &password(PASSWORD), email: BOB };
    auth.delete_account(&given.session, &confirmation, &nobody()).await.map(drop)
}

pub(crate) async fn create_as_an_operator(auth: &TestAuth, _: &Given) -> Done {
    auth.operator().await.create(&Email::parse(BOB).unwrap(), None).await.map(drop)
}

pub(crate) async fn hand_out_a_link(auth: &TestAuth, _: &Given) -> Done {
    let operator = auth.operator().await;
    let link = operator.reset_link(&bobs(&operator).await).await?;
    assert!(link.is_some(), "Bob is gone");
    Ok(())
}

pub(crate) async fn delete_as_an_operator(auth: &TestAuth, _: &Given) -> Done {
    let operator = auth.operator().await;
    let deleted = operator.delete(&bobs(&operator).await, true).await?;
    assert!(deleted, "Bob was gone before");
    Ok(())
}

/// Of somebody who has no id yet.
pub(crate) async fn import(auth: &TestAuth, _: &Given) -> Done {
    let exchange = Exchange::open(&auth.database.config(), auth.clock.clone()).await.unwrap();
    let alice = UserRecord { email: Some(ALICE.to_owned()), ..UserRecord::default() };
    let taken = exchange.import(&[alice]).await.map_err(|error| AuthError::Internal(Box::new(error)))?;
    assert_eq!(taken, [Taken::Added]);
    Ok(())
}

async fn bobs(operator: &Operator) -> User {
    operator.find(&BOB.parse::<Who>().unwrap()).await.unwrap().unwrap().user
}
