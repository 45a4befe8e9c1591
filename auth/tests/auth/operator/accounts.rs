use super::{MOMENT, activities, bob_and_operator, find};
use crate::support::{ALICE, BOB, GOOD_PASSWORD, TestAuth, password};
use auth::{ActivityKind, AuthError, Email, PasswordError, Requester};
use std::time::Duration;

const NEW_PASSWORD: &str = "green lanterns hum";

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

/// The token in a link.
fn token_in(url: &str) -> &str {
    url.split("code=").nth(1).unwrap()
}

#[tokio::test]
async fn an_account_with_a_password_is_made_for_a_confirmed_address() {
    let auth = TestAuth::in_production().await;
    let operator = auth.operator().await;
    for (weak, reason) in [("short", PasswordError::TooShort { min: 15 }), ("passwordpassword", PasswordError::Common)]
    {
        let refused = operator.create(&email(BOB), Some(&password(weak))).await;
        assert!(matches!(refused, Err(AuthError::Password(found)) if found == reason), "{weak}");
    }
    let created = operator.create(&email(BOB), Some(&password(GOOD_PASSWORD))).await.unwrap();
    assert!(created.link.is_none() && created.account.is_verified);
    assert_eq!(find(&operator, BOB).await.unwrap(), created.account);
    auth.clock.advance(MOMENT);
    auth.session_of(BOB, GOOD_PASSWORD).await;
    let again = operator.create(&email("BOB@me.com"), None).await;
    assert!(matches!(again, Err(AuthError::EmailTaken(_))));
    let last = activities(&operator).await.pop().unwrap();
    assert_eq!(last, (ActivityKind::CreatedByOperator, "Operator".to_owned()));
}

#[tokio::test]
async fn an_account_without_a_password_is_its_owners_by_a_link() {
    let auth = TestAuth::in_production().await;
    let operator = auth.operator().await;
    let link = operator.create(&email(BOB), None).await.unwrap().link.unwrap();
    assert!(!auth.valid_login(BOB, &password("")).await);
    auth.clock.advance(Duration::from_secs(30 * 60 - 1));
    auth.reset_password(BOB, token_in(&link.url), &password(GOOD_PASSWORD), &Requester::default()).await.unwrap();
    auth.session_of(BOB, GOOD_PASSWORD).await;
}

#[tokio::test]
async fn whoever_was_about_to_sign_up_with_the_address_does_not_any_more() {
    let auth = TestAuth::in_production().await;
    auth.sign_up(BOB, &password(NEW_PASSWORD)).await.unwrap();
    let secrets = auth.secrets_to(BOB).await;
    auth.operator().await.create(&email(BOB), Some(&password(GOOD_PASSWORD))).await.unwrap();
    let confirmed = auth.confirm_email(Some(BOB), &secrets.token, &Requester::default()).await;
    assert!(matches!(confirmed, Err(AuthError::InvalidCode)));
    assert!(!auth.valid_login(BOB, &password(NEW_PASSWORD)).await);
}

#[tokio::test]
async fn a_link_is_as_a_mail_would_bring_it_and_takes_its_place() {
    let (auth, session, operator) = bob_and_operator().await;
    auth.request_password_reset(BOB).await.unwrap();
    let mailed = auth.secrets_to(BOB).await;
    let bob = find(&operator, BOB).await.unwrap().user;
    let link = operator.reset_link(&bob).await.unwrap().unwrap();
    assert_eq!(link.expires_at, auth.clock.now().plus(Duration::from_secs(30 * 60)));
    let token = token_in(&link.url);
    assert_eq!(link.url, format!("http://localhost:5000/reset-password#email=bob%40me.com&code={token}"));
    assert_eq!(token.len(), 43, "256 bits, as in every mail of production");
    assert_eq!(activities(&operator).await[0], (ActivityKind::ResetLinkByOperator, "Operator".to_owned()));
    assert!(auth.who(&session).await.is_some(), "making one changes nothing else");
    let reset = async |code: &str| auth.reset_password(BOB, code, &password(NEW_PASSWORD), &Requester::default()).await;
    for older in [&mailed.token, &mailed.code] {
        assert!(matches!(reset(older).await, Err(AuthError::InvalidResetToken)));
    }
    reset(token).await.unwrap();
    assert_eq!(auth.who(&session).await, None);
    assert!(matches!(reset(token).await, Err(AuthError::InvalidResetToken)));
    auth.session_of(BOB, NEW_PASSWORD).await;
}

#[tokio::test]
async fn a_link_takes_the_place_of_a_mail_that_has_not_left_yet() {
    let (auth, _, operator) = bob_and_operator().await;
    let nowhere = testbed::MailServer::url(testbed::free_address().unwrap());
    let mailing = auth.reopen_with(|config| config.mail = crate::support::by_smtp(&nowhere)).await;
    mailing.request_password_reset(BOB, &Requester::default()).await.unwrap();
    mailing.settle_mails().await;
    let resets = "SELECT CAST(count(*) AS TEXT) FROM outbox WHERE kind = 'password_reset'";
    assert_eq!(auth.database.text(resets).await, "1");
    let bob = find(&operator, BOB).await.unwrap().user;
    operator.reset_link(&bob).await.unwrap().unwrap();
    assert_eq!(auth.database.text(resets).await, "0");
}

#[tokio::test]
async fn deleting_an_account_leaves_a_good_bye_or_nothing() {
    let (auth, session, operator) = bob_and_operator().await;
    auth.confirmed(ALICE).await;
    let bob = find(&operator, BOB).await.unwrap().user;
    assert!(operator.delete(&bob, true).await.unwrap());
    assert!(!operator.delete(&bob, true).await.unwrap(), "there is none any more");
    assert_eq!((auth.who(&session).await, find(&operator, BOB).await), (None, None));
    for table in ["sessions", "activities", "devices"] {
        let left = format!("SELECT CAST(count(*) AS TEXT) FROM {table} WHERE user_id NOT IN (SELECT id FROM users)");
        assert_eq!(auth.database.text(&left).await, "0", "{table}");
    }
    let deleted = async |email: &str| auth.subjects_to(email).await.contains(&"Your account was deleted".to_owned());
    assert!(deleted(BOB).await);
    let alice = find(&operator, ALICE).await.unwrap().user;
    assert!(operator.delete(&alice, false).await.unwrap());
    assert!(!deleted(ALICE).await);
}
