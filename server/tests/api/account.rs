//! Looking after an account, as a browser without JavaScript does.

use crate::support::{Answer, BOB, BROWSER, PASSWORD, TestApp};
use reqwest::header::{ACCEPT, COOKIE, USER_AGENT};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

const PHONE: &str = "Mozilla/5.0 (Android 16; Mobile) Firefox/145.0";

impl TestApp {
    /// Logs Bob in from a phone; answers its cookie.
    async fn phone(&self) -> String {
        let request = self.request("POST", "/sessions").header(USER_AGENT, PHONE);
        let answer = Answer::of(request.form(&[("email", BOB), ("password", PASSWORD)])).await;
        answer.cookies().remove(0).split(';').next().unwrap().to_owned()
    }

    /// Posts a form of the account page; answers what the page says afterwards.
    async fn post_and_read(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> (Answer, String) {
        let answer = self.post_natively(path, cookie, fields).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        let flash = answer.cookies().into_iter().find(|cookie| cookie.starts_with("flash="));
        let flash = flash.map(|flash| flash.split(';').next().unwrap().to_owned()).unwrap_or_default();
        let page = self.open(answer.location(), &format!("{cookie}; {flash}")).await.body;
        (answer, page)
    }
}

/// Whether the button that downloads is there to be seen, and not the one that asks for the password.
fn shows_download(page: &str) -> bool {
    let (_, form) = page.split_once(r#"action="/account/data""#).unwrap();
    !form.split('>').next().unwrap().contains("hidden")
}

/// Whether the card of the sessions shows a field for the password.
fn wants_password(page: &str) -> bool {
    let (before, _) = page.split_once(r#"id="sessions-password""#).unwrap();
    let (before, _) = before.rsplit_once(r#"<div class="form">"#).unwrap();
    !before.ends_with(r#"<div hidden="">"#)
}

/// The id in the form that ends a session.
fn id_in(page: &str) -> String {
    let (_, rest) = page.split_once(r#"name="id" value=""#).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_page_lists_devices_and_ends_one() {
    let app = TestApp::with_bob().await;
    let (phone, mine) = (app.phone().await, app.bobs_cookie().await);
    let page = app.open("/account", &mine).await.body;
    assert!(page.contains("Firefox on Android") && page.contains("127.0.0.0/24"), "{page}");
    assert_eq!((page.matches("This device").count(), page.matches(r#"name="id""#).count()), (1, 1));
    let (_, page) = app.post_and_read("/api/end-session", &mine, &[("id", &id_in(&page))]).await;
    assert!(page.contains("That session has ended.") && !page.contains(r#"name="id""#), "{page}");
    assert_eq!((app.profile_status(&phone).await, app.profile_status(&mine).await), (403, 200));
    let (_, page) = app.post_and_read("/api/end-session", &mine, &[("id", "x")]).await;
    assert!(page.contains("Ended a session"), "and it is written down");
}

#[tokio::test]
async fn a_session_is_ended_with_the_password_where_that_was_given_some_time_ago() {
    let app = TestApp::with_bob().await;
    let (phone, mine) = (app.phone().await, app.bobs_cookie().await);
    assert!(!wants_password(&app.open("/account", &mine).await.body));
    app.clock.advance(Duration::from_secs(16 * 60));
    let page = app.open("/account", &mine).await.body;
    assert!(wants_password(&page), "{page}");
    let id = id_in(&page);
    for path in ["/api/end-session", "/api/end-other-sessions"] {
        let (_, page) = app.post_and_read(path, &mine, &[("id", &id)]).await;
        assert!(page.contains("Enter your password to go on.") && wants_password(&page), "{page}");
    }
    let (_, page) = app.post_and_read("/api/end-session", &mine, &[("current_password", "wrong")]).await;
    assert!(page.contains("This is not your current password."), "{page}");
    assert_eq!(app.profile_status(&phone).await, 200);
    let (_, page) = app.post_and_read("/api/end-session", &mine, &[("current_password", PASSWORD)]).await;
    assert!(page.contains("You can go on now.") && !wants_password(&page), "{page}");
    app.clock.advance(Duration::from_secs(16 * 60));
    let fields = [("id", &*id), ("current_password", PASSWORD)];
    let (_, page) = app.post_and_read("/api/end-session", &mine, &fields).await;
    assert!(page.contains("That session has ended."), "{page}");
    assert_eq!((app.profile_status(&phone).await, app.profile_status(&mine).await), (403, 200));
    let fields = [("current_password", PASSWORD)];
    let (phone, _) = (app.phone().await, app.clock.advance(Duration::from_secs(16 * 60)));
    let (_, page) = app.post_and_read("/api/end-other-sessions", &mine, &fields).await;
    assert!(page.contains("All other sessions have ended."), "{page}");
    assert_eq!((app.profile_status(&phone).await, app.profile_status(&mine).await), (403, 200));
}

#[tokio::test]
async fn all_other_sessions_end_with_one_button() {
    let app = TestApp::with_bob().await;
    let (phone, mine) = (app.phone().await, app.bobs_cookie().await);
    let (_, page) = app.post_and_read("/api/end-other-sessions", &mine, &[]).await;
    assert!(page.contains("All other sessions have ended."), "{page}");
    assert_eq!((app.profile_status(&phone).await, app.profile_status(&mine).await), (403, 200));
}

#[tokio::test]
async fn the_password_is_changed_by_who_knows_it() {
    let app = TestApp::with_bob().await;
    let (phone, mine) = (app.phone().await, app.bobs_cookie().await);
    let change = async |current, new| {
        let fields = [("current_password", current), ("new_password", new)];
        app.post_and_read("/api/change-password", &mine, &fields).await
    };
    let (answer, page) = change("wrong", "new").await;
    assert_eq!(answer.location(), "/account");
    assert!(page.contains("This is not your current password.") && page.contains("<title>Error: "), "{page}");
    assert!(!page.contains("wrong\""), "no password comes back");
    let (_, page) = change(PASSWORD, "new").await;
    assert!(page.contains("Your new password is set"), "{page}");
    assert_eq!((app.profile_status(&phone).await, app.profile_status(&mine).await), (403, 200));
}

#[tokio::test]
async fn everything_stored_is_downloaded_with_one_click_and_has_no_secret() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    let download = async || app.post_natively("/account/data", &cookie, &[]).await;
    let file = download().await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"bienvenue-account.json\"");
    let data: Value = serde_json::from_str(&file.body).unwrap();
    assert_eq!((&data["format"], &data["account"]["email"]), (&"bienvenue-account/1".into(), &BOB.into()));
    assert_eq!(data["sessions"].as_array().unwrap().len(), 1);
    let kinds: Vec<_> = data["activity"].as_array().unwrap().iter().map(|activity| &activity["kind"]).collect();
    assert!(kinds.contains(&&"signed_in".into()) && kinds.contains(&&"data_downloaded".into()), "{kinds:?}");
    assert_eq!((&data["former_emails"], &data["mails"]), (&json!([]), &json!([])));
    assert!(!file.body.contains("$2b$") && !file.body.contains(cookie.split_once('=').unwrap().1));

    app.clock.advance(Duration::from_secs(15 * 60));
    let refused = download().await;
    assert_eq!((refused.status.as_u16(), refused.location()), (303, "/account"));
    let page = app.open("/account", &format!("{cookie}; {}", refused.flash())).await.body;
    assert!(page.contains("Enter your password to go on.") && !shows_download(&page), "{page}");
    let (_, page) = app.post_and_read("/api/confirm-password", &cookie, &[("current_password", PASSWORD)]).await;
    assert!(shows_download(&page), "{page}");
    assert_eq!(download().await.status, 200);
    let nobody = app.post_natively("/account/data", "", &[]).await;
    assert_eq!((nobody.status.as_u16(), nobody.location()), (303, "/account"));
    assert!(nobody.body.is_empty());
}

#[tokio::test]
async fn an_account_is_deleted_with_address_and_password() {
    let app = TestApp::with_bob().await;
    let (phone, mine) = (app.phone().await, app.bobs_cookie().await);
    let delete = async |email, password| {
        let fields = [("confirmation", email), ("current_password", password)];
        app.post_and_read("/api/delete-account", &mine, &fields).await
    };
    assert!(delete("alice@me.com", PASSWORD).await.1.contains("Type your e-mail address to go on."));
    assert!(delete(BOB, "wrong").await.1.contains("This is not your current password."));
    assert_eq!(app.profile_status(&mine).await, 200);
    let (answer, page) = delete(BOB, PASSWORD).await;
    assert_eq!(answer.location(), "/");
    assert!(page.contains("Your account is gone") && page.contains("Create account"), "{page}");
    assert!(answer.cookies().iter().any(|cookie| cookie.starts_with("session_id=;")), "{answer:?}");
    assert_eq!((app.profile_status(&phone).await, app.profile_status(&mine).await), (403, 403));
    let credentials = [("email", BOB), ("password", PASSWORD)];
    assert_eq!(app.send("POST", "/sessions", &credentials).await.status, 401);
}

#[tokio::test]
async fn who_is_not_signed_in_can_do_nothing_to_any_account() {
    let app = TestApp::with_bob().await;
    for path in ["end-session", "end-other-sessions", "confirm-password", "change-password", "delete-account"] {
        let fields = [("current_password", PASSWORD), ("new_password", "x"), ("confirmation", BOB)];
        let answer = app.send("POST", &format!("/api/{path}"), &fields).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (403, "\"SignedOut\""), "{path}");
        let native = app.post_natively(&format!("/api/{path}"), "", &fields).await;
        assert_eq!((native.status.as_u16(), native.location()), (303, "/account"), "{path}");
    }
    assert!(app.auth.valid_login(BOB, &auth::Password::new(PASSWORD)).await);
    assert_eq!(app.send("POST", "/api/account", &[]).await.body, "null");
}

#[tokio::test]
async fn password_managers_find_the_page_that_changes_the_password() {
    let app = TestApp::new().await;
    let answer = Answer::of(app.request("GET", "/.well-known/change-password").header(ACCEPT, BROWSER)).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/account#change-password"));
    let made_up =
        Answer::of(app.request("GET", "/.well-known/resource-that-should-not-exist").header(COOKIE, "")).await;
    assert_eq!(made_up.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_page_is_rendered_for_many_at_once() {
    let app = Arc::new(TestApp::with_bob().await);
    let cookie = app.bobs_cookie().await;
    let mut requests = JoinSet::new();
    for _ in 0..400 {
        let (app, cookie) = (Arc::clone(&app), cookie.clone());
        requests.spawn(async move { app.open("/account", &cookie).await.status.as_u16() });
    }
    assert_eq!(requests.join_all().await, [200; 400]);
}
