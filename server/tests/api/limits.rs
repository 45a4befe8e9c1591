//! Too many attempts, as programs and people see them.

use crate::support::{Answer, BOB, GOOD_PASSWORD, PASSWORD, TestApp};
use auth::Limits;
use std::time::Duration;

async fn limited() -> TestApp {
    let app = TestApp::alone(|config| config.limits = Limits::PUBLISHED).await;
    app.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    app
}

async fn log_in(app: &TestApp, typed: &str, cookies: &str) -> Answer {
    let request = app.request("POST", "/sessions").form(&[("email", BOB), ("password", typed)]);
    Answer::of(request.header("cookie", cookies)).await
}

async fn guess_five_times(app: &TestApp) {
    for _ in 0..5 {
        assert_eq!(log_in(app, "wrong", "").await.status, 401);
    }
}

#[tokio::test]
async fn a_program_is_told_when_to_come_back() {
    let app = limited().await;
    guess_five_times(&app).await;
    app.clock.advance(Duration::from_millis(500));
    let refused = log_in(&app, PASSWORD, "").await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "30"), "and not too early");
    assert_eq!(refused.message(), "too many attempts; try again later");
    assert!(refused.cookies().is_empty());
    app.clock.advance(Duration::from_secs(30));
    assert_eq!(log_in(&app, PASSWORD, "").await.status, 200);
}

#[tokio::test]
async fn a_page_says_in_words_how_long_to_wait_and_keeps_the_address() {
    let app = limited().await;
    guess_five_times(&app).await;
    let fields = [("email", BOB), ("password", PASSWORD)];
    let called = app.send("POST", "/api/login", &fields).await;
    assert_eq!((called.status.as_u16(), called.header("retry-after")), (429, "30"));
    let answer = app.post_natively("/api/login", "", &fields).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/login"));
    let page = app.open("/login", &answer.flash()).await.body;
    assert!(page.contains("Too many attempts. Try again in 30\u{a0}seconds.") && page.contains(BOB), "{page}");
}

#[tokio::test]
async fn the_owners_device_gets_in_while_strangers_guess_and_its_cookie_opens_nothing() {
    let app = limited().await;
    let first = log_in(&app, PASSWORD, "").await;
    let device = first.cookies().remove(1);
    let (device, attributes) = device.split_once("; ").unwrap();
    assert!(device.starts_with("device="), "{device}");
    assert_eq!(attributes, "HttpOnly; SameSite=Strict; Path=/; Max-Age=15552000");
    assert_eq!(app.profile_status(&device.replace("device=", "session_id=")).await, 403);
    guess_five_times(&app).await;
    assert_eq!(log_in(&app, PASSWORD, "").await.status, 429);
    assert_eq!(log_in(&app, PASSWORD, &format!("{device}; device=another")).await.status, 429, "two are none");
    let again = log_in(&app, PASSWORD, device).await;
    assert_eq!((again.status.as_u16(), again.cookies().len()), (200, 1), "it has its cookie already");
}

#[tokio::test]
async fn in_production_the_devices_cookie_is_bound_to_host_and_tls() {
    let app = TestApp::in_production_with_bob().await;
    let answer = app.send("POST", "/sessions", &[("email", BOB), ("password", GOOD_PASSWORD)]).await;
    let cookie = answer.cookies().remove(1);
    let (value, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(attributes, "HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=15552000");
    assert_eq!(value.strip_prefix("__Host-device=").unwrap().len(), 43);
}

#[tokio::test]
async fn whoever_resets_the_password_is_known_there() {
    let app = limited().await;
    for (method, path) in [("PUT", "/reset_password"), ("POST", "/api/reset-password")] {
        let token = app.bobs_reset_token().await;
        let fields = [("email", BOB), ("reset_token", &*token), ("new_password", PASSWORD)];
        let reset = app.send(method, path, &fields).await;
        let device = reset.cookies().into_iter().find(|cookie| cookie.starts_with("device=")).unwrap();
        guess_five_times(&app).await;
        assert_eq!(log_in(&app, PASSWORD, device.split(';').next().unwrap()).await.status, 200, "{path}");
        app.clock.advance(Duration::from_secs(60 * 60));
    }
}
