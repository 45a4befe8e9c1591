use crate::support::{Answer, BOB, PASSWORD, TestApp};
use reqwest::header::COOKIE;
use serde_json::json;

#[tokio::test]
async fn the_owner_of_a_session_is_shown_as_typed() {
    let app = TestApp::new().await;
    app.send("POST", "/users", &[("email", "Bob@Me.com"), ("password", PASSWORD)]).await;
    let cookie = app.bobs_cookie().await;
    let answer = Answer::of(app.request("GET", "/profile").header(COOKIE, cookie)).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({"email": "Bob@Me.com"})));
    assert_eq!((answer.header("cache-control"), answer.header("vary")), ("no-store", "Accept"));
}

#[tokio::test]
async fn nobody_is_403() {
    let app = TestApp::with_bob().await;
    let answer = app.send("GET", "/profile", &[]).await;
    assert_eq!((answer.status.as_u16(), answer.message().as_str()), (403, "not logged in"));
    assert_eq!(answer.header("vary"), "Accept");
}

#[tokio::test]
async fn a_failure_is_500_and_says_nothing_about_its_cause() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    app.auth.close().await;
    let answer = Answer::of(app.request("GET", "/profile").header(COOKIE, cookie)).await;
    assert_eq!((answer.status.as_u16(), answer.message().as_str()), (500, "internal error"));
    assert_eq!(answer.header("vary"), "Accept");
}

#[tokio::test]
async fn a_browser_is_sent_to_the_account_page() {
    let app = TestApp::with_bob().await;
    let answer = app.open("/profile", "").await;
    assert_eq!((answer.status.as_u16(), answer.location(), answer.header("vary")), (303, "/account", "Accept"));
    assert!(!answer.body.contains(BOB));
}
