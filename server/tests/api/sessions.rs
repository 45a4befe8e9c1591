use crate::support::{ALICE, Answer, BOB, GOOD_PASSWORD, PASSWORD, TestApp};
use reqwest::header::COOKIE;
use std::sync::Arc;
use tokio::task::JoinSet;

const REMOVAL: &str = "session_id=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";

#[tokio::test]
async fn the_cookie_has_the_contracts_name_and_attributes() {
    let app = TestApp::with_bob().await;
    let answer = app.send("POST", "/sessions", &[("email", BOB), ("password", PASSWORD)]).await;
    let [cookie, device] = &answer.cookies()[..] else { panic!("{answer:?}") };
    assert!(device.starts_with("device="), "{device}");
    let (value, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Path=/");
    assert_eq!(value.strip_prefix("session_id=").unwrap().len(), 36);
    assert!(!answer.body.contains(value), "the secret is in the cookie only");
}

#[tokio::test]
async fn in_production_the_cookie_is_bound_to_host_and_tls() {
    let app = TestApp::in_production_with_bob().await;
    let answer = app.send("POST", "/sessions", &[("email", BOB), ("password", GOOD_PASSWORD)]).await;
    let cookie = answer.cookies().remove(0);
    let (value, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Secure; Path=/");
    let token = value.strip_prefix("__Host-session_id=").unwrap();
    assert_eq!(token.len(), 43);
    assert_eq!(app.profile_status(value).await, 200);
    assert_eq!(app.profile_status(&format!("session_id={token}")).await, 403, "the plain name is not read");
}

#[tokio::test]
async fn wrong_password_and_unknown_email_get_the_same_401() {
    let app = TestApp::with_bob().await;
    let wrong = app.send("POST", "/sessions", &[("email", BOB), ("password", "wrong")]).await;
    let unknown = app.send("POST", "/sessions", &[("email", ALICE), ("password", PASSWORD)]).await;
    assert_eq!((wrong.status.as_u16(), unknown.status.as_u16()), (401, 401));
    assert_eq!(wrong.message(), unknown.message());
    assert!(wrong.cookies().is_empty() && unknown.cookies().is_empty());
}

#[tokio::test]
async fn a_missing_or_malformed_field_is_401_and_named() {
    let app = TestApp::with_bob().await;
    for (fields, message) in [
        (vec![], "email is missing"),
        (vec![("email", BOB)], "password is missing"),
        (vec![("password", PASSWORD)], "email is missing"),
        (vec![("email", "bob"), ("password", PASSWORD)], "email is not a valid e-mail address"),
        (vec![("email", BOB), ("password", PASSWORD), ("password", "x")], "password is given twice"),
    ] {
        let answer = app.send("POST", "/sessions", &fields).await;
        assert_eq!((answer.status.as_u16(), answer.message().as_str()), (401, message), "{fields:?}");
    }
    let answer = Answer::of(app.request("POST", "/sessions").json(&serde_json::json!({"email": 5}))).await;
    assert_eq!((answer.status.as_u16(), answer.message().as_str()), (401, "email is not text"));
}

#[tokio::test]
async fn logging_out_ends_this_session_only_and_only_once() {
    let app = TestApp::with_bob().await;
    let (phone, laptop) = (app.bobs_cookie().await, app.bobs_cookie().await);
    let answer = Answer::of(app.request("DELETE", "/sessions").header(COOKIE, &phone)).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (302, "/"));
    assert_eq!(answer.cookies(), [REMOVAL]);
    assert_eq!((app.profile_status(&phone).await, app.profile_status(&laptop).await), (403, 200));
    let again = Answer::of(app.request("DELETE", "/sessions").header(COOKIE, &phone)).await;
    assert_eq!((again.status.as_u16(), again.message().as_str()), (403, "not logged in"));
    assert_eq!(again.cookies(), [REMOVAL], "a dead cookie need not come again");
}

#[tokio::test]
async fn absent_empty_and_malformed_cookies_are_nobodys() {
    let app = TestApp::with_bob().await;
    for cookie in ["", "session_id=", "session_id=None", "session_id=%00", "other=x", "session_id"] {
        assert_eq!(app.profile_status(cookie).await, 403, "{cookie}");
        let answer = Answer::of(app.request("DELETE", "/sessions").header(COOKIE, cookie)).await;
        assert_eq!(answer.status, 403, "{cookie}");
    }
}

#[tokio::test]
async fn two_different_session_cookies_are_nobodys() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    assert_eq!(app.profile_status(&format!("{cookie}; {cookie}")).await, 200);
    assert_eq!(app.profile_status(&format!("{cookie}; session_id=planted")).await, 403);
    assert_eq!(app.profile_status(&format!("session_id=planted; {cookie}")).await, 403);
}

#[tokio::test]
async fn two_different_cookies_of_ours_are_none_on_every_transport() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    let refused = app.post_natively("/api/login", "", &[("email", BOB), ("password", "wrong")]).await;
    let (flash, other) = (refused.flash(), app.post_natively("/api/login", "", &[]).await.flash());
    let both = format!("{cookie}; session_id=planted");
    assert_eq!(app.open("/account", &both).await.location(), "/login?next=/account");
    assert_eq!(app.post_natively("/account/data", &both, &[]).await.status, 303, "and no data");
    let function = app.request("POST", "/api/end-other-sessions").header(COOKIE, &both);
    assert_eq!(Answer::of(function).await.status, 403);
    let in_two_headers = app.request("GET", "/profile").header(COOKIE, &cookie).header(COOKIE, "session_id=planted");
    assert_eq!(Answer::of(in_two_headers).await.status, 403);
    assert!(app.open("/login", &format!("{flash}; {flash}")).await.body.contains("is wrong"));
    for both in [format!("{flash}; {other}"), format!("{other}; {flash}"), format!("{flash}; flash=x")] {
        let page = app.open("/login", &both).await.body;
        assert!(!page.contains("is wrong") && !page.contains("Error:"), "{page}");
    }
}

#[tokio::test]
async fn production_reads_its_own_names_only() {
    let app = TestApp::in_production_with_bob().await;
    let login = app.send("POST", "/sessions", &[("email", BOB), ("password", GOOD_PASSWORD)]).await;
    let (own, token) = (login.first_cookie(), login.first_cookie().split_once('=').unwrap().1.to_owned());
    assert_eq!(app.profile_status(&own).await, 200);
    assert_eq!(app.profile_status(&format!("{own}; session_id=planted")).await, 200, "a plain one is not looked at");
    for other in
        [format!("session_id={token}"), format!("__host-session_id={token}"), format!("{own}; __Host-session_id=x")]
    {
        assert_eq!(app.profile_status(&other).await, 403, "{other}");
    }
}

#[tokio::test]
async fn signing_in_brings_a_new_session_and_ends_the_one_that_was_presented() {
    let app = TestApp::with_bob().await;
    app.send("POST", "/users", &[("email", ALICE), ("password", PASSWORD)]).await;
    let login = |path, cookie: String, email, password| {
        let request = app.request("POST", path).header(COOKIE, cookie);
        Answer::of(request.form(&[("email", email), ("password", password)]))
    };
    for path in ["/sessions", "/api/login"] {
        let (elsewhere, here) = (app.bobs_cookie().await, app.bobs_cookie().await);
        let made_up = "session_id=0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091";
        assert_eq!(login(path, here.clone(), BOB, "wrong").await.status, 401);
        assert_eq!(app.profile_status(&here).await, 200, "nobody has signed in");
        let new = login(path, here.clone(), BOB, PASSWORD).await.first_cookie();
        assert_ne!(new, here);
        assert_eq!((app.profile_status(&here).await, app.profile_status(&new).await), (403, 200), "{path}");
        assert_eq!(app.profile_status(&elsewhere).await, 200, "another device goes on");
        let somebody_elses = login(path, new.clone(), ALICE, PASSWORD).await.first_cookie();
        assert_eq!((app.profile_status(&new).await, app.profile_status(&somebody_elses).await), (403, 200), "{path}");
        let planted = login(path, made_up.to_owned(), BOB, PASSWORD).await.first_cookie();
        assert_ne!(planted, made_up);
        assert_eq!((app.profile_status(made_up).await, app.profile_status(&planted).await), (403, 200), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_requests_in_flight_during_a_logout_never_bring_the_session_back() {
    let app = Arc::new(TestApp::with_bob().await);
    let cookie = app.bobs_cookie().await;
    let mut requests = JoinSet::new();
    for i in 0..201 {
        let (app, cookie) = (app.clone(), cookie.clone());
        requests.spawn(async move {
            match i {
                100 => Answer::of(app.request("DELETE", "/sessions").header(COOKIE, cookie)).await.status.as_u16(),
                _ => app.profile_status(&cookie).await,
            }
        });
    }
    let statuses = requests.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 302).count(), 1);
    assert!(statuses.iter().all(|status| matches!(status, 200 | 302 | 403)), "{statuses:?}");
    assert_eq!(app.profile_status(&cookie).await, 403);
}
