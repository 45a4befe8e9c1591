//! What people are told by mail about their accounts.

use crate::support::{BOB, OTHER_PASSWORD, PASSWORD, TestAuth, password};
use auth::{Confirmation, Requester};
use std::time::Duration;

fn from(user_agent: &str, address: &str) -> Requester {
    Requester::new(Some(user_agent), Some(address.parse().unwrap()))
}

async fn sign_in(auth: &TestAuth, requester: &Requester) -> String {
    auth.log_in(BOB, &password(PASSWORD), requester).await.unwrap().token.expose().to_owned()
}

#[tokio::test]
async fn a_sign_in_from_elsewhere_is_told_once() {
    let auth = TestAuth::with_bob().await;
    let home = from("Firefox/145.0 Linux", "203.0.113.7");
    sign_in(&auth, &home).await;
    sign_in(&auth, &home).await;
    assert!(auth.mails_to(BOB).await.is_empty(), "who is new signs in for the first time, and again from there");
    let elsewhere = from("Chrome/156.0 Windows", "198.51.100.7");
    sign_in(&auth, &elsewhere).await;
    let mails = auth.mails_to(BOB).await;
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].text.contains("Chrome on Windows") && mails[0].text.contains("198.51.100.0/24"),
        "{}",
        mails[0].text
    );
    sign_in(&auth, &elsewhere).await;
    assert_eq!(auth.mails_to(BOB).await.len(), 1);
    sign_in(&auth, &from("Firefox/145.0 Linux", "198.51.100.7")).await;
    assert_eq!(auth.mails_to(BOB).await.len(), 2, "the same network, but another device");
}

#[tokio::test]
async fn who_was_away_for_long_is_told_too() {
    let auth = TestAuth::with_bob().await;
    auth.clock.advance(Duration::from_secs(100 * 24 * 60 * 60));
    auth.sweep().await.unwrap();
    sign_in(&auth, &from("Chrome/156.0 Windows", "198.51.100.7")).await;
    assert_eq!(auth.mails_to(BOB).await.len(), 1);
}

#[tokio::test]
async fn a_new_password_is_told_however_it_came() {
    let auth = TestAuth::with_bob().await;
    let session = sign_in(&auth, &Requester::default()).await;
    let (old, new) = (password(PASSWORD), password(OTHER_PASSWORD));
    auth.change_password(&session, &old, &new, &from("curl/8", "203.0.113.7")).await.unwrap();
    let mails = auth.mails_to(BOB).await;
    assert!(mails.len() == 1 && mails[0].text.contains("curl"), "{}", mails.len());
    let token = auth.reset_token(BOB).await;
    auth.update_password(&token, &password(PASSWORD)).await.unwrap();
    let subjects = auth.subjects_to(BOB).await;
    assert!(subjects.len() == 2 && subjects[0] == subjects[1], "{subjects:?}");
}

#[tokio::test]
async fn a_change_that_fails_is_not_told() {
    let auth = TestAuth::with_bob().await;
    let session = sign_in(&auth, &Requester::default()).await;
    auth.database.break_statement("INSERT", "outbox").await;
    let (old, new) = (password(PASSWORD), password(OTHER_PASSWORD));
    assert!(auth.change_password(&session, &old, &new, &Requester::default()).await.is_err());
    auth.database.mend_statement("outbox").await;
    assert!(auth.valid_login(BOB, &password(PASSWORD)).await, "both or neither");
    assert!(auth.mails_to(BOB).await.is_empty());
}

#[tokio::test]
async fn a_deleted_account_is_told_and_leaves_nothing_else() {
    let auth = TestAuth::with_bob().await;
    let session = sign_in(&auth, &Requester::default()).await;
    let typed = password(PASSWORD);
    let confirmation = Confirmation { password: &typed, email: BOB };
    auth.delete_account(&session, &confirmation, &Requester::default()).await.unwrap();
    assert_eq!(auth.subjects_to(BOB).await.len(), 1);
    for table in ["users", "sessions", "activities", "email_confirmations", "email_undos", "outbox"] {
        let rows = auth.database.text(&format!("SELECT cast(count(*) AS text) FROM {table}")).await;
        assert_eq!(rows, "0", "{table}");
    }
}
