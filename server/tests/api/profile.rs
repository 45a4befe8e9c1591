use crate::support::{Answer, BOB, PASSWORD, TestApp};
use auth::{DatabaseConfig, test_support::ScratchDatabase};
use reqwest::header::COOKIE;
use serde_json::json;
use std::time::Duration;

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
async fn a_database_without_a_free_connection_is_503_on_every_transport_and_no_failure_of_the_persons() {
    let database = ScratchDatabase::new().await;
    let config = DatabaseConfig { acquire_timeout: Duration::from_secs(1), ..database.config() };
    let app = TestApp::with(config, |_| ()).await;
    app.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    let (cookie, token) = (app.bobs_cookie().await, app.bobs_reset_token().await);
    let occupied = app.auth.occupy_database().await;
    let credentials = [("email", BOB), ("password", PASSWORD)];
    let reset = [("email", BOB), ("reset_token", &token), ("new_password", PASSWORD)];
    let cookie_header = |method, path| app.request(method, path).header(COOKIE, &cookie);
    let (profile, log_out) = (cookie_header("GET", "/profile"), cookie_header("DELETE", "/sessions"));
    let (profile, log_out, sign_up, log_in, forgot, new_password, function, page, native) = tokio::join!(
        Answer::of(profile),
        Answer::of(log_out),
        app.send("POST", "/users", &credentials),
        app.send("POST", "/sessions", &credentials),
        app.send("POST", "/reset_password", &credentials[..1]),
        app.send("PUT", "/reset_password", &reset),
        app.send("POST", "/api/login", &credentials),
        app.open("/account", &cookie),
        app.post_natively("/api/login", "", &credentials),
    );
    // Whoever asks to be logged out loses the cookie, and is not told that the session has ended.
    assert_eq!((log_out.status.as_u16(), log_out.header("retry-after")), (503, "2"), "{log_out:?}");
    assert!(matches!(&log_out.cookies()[..], [cookie] if cookie.contains("Max-Age=0")), "{log_out:?}");
    for answer in [profile, sign_up, log_in, forgot, new_password] {
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "2"), "{answer:?}");
        assert_eq!(answer.message(), "the service is not available at the moment; try again shortly");
        assert!(answer.cookies().is_empty(), "{answer:?}");
    }
    assert_eq!((function.status.as_u16(), function.header("retry-after")), (503, "2"));
    assert_eq!(function.body, "\"Unavailable\"");
    assert_eq!((page.status.as_u16(), page.header("retry-after")), (503, "2"));
    assert!(page.body.contains("Back in a moment") && page.cookies().is_empty());
    assert_eq!((native.status.as_u16(), native.location()), (303, "/login"));
    let form = app.open("/login", &native.flash()).await;
    assert!(form.status == 200 && form.body.contains("not possible right now"), "no session, so no database is needed");
    drop(occupied);
    assert_eq!(app.profile_status(&cookie).await, 200);
}

#[tokio::test]
async fn a_browser_is_sent_to_the_account_page() {
    let app = TestApp::with_bob().await;
    let answer = app.open("/profile", "").await;
    assert_eq!((answer.status.as_u16(), answer.location(), answer.header("vary")), (303, "/account", "Accept"));
    assert!(!answer.body.contains(BOB));
}
