//! The operating system has no random numbers to give: what needs one is answered 500, and nothing has happened.

use crate::support::{ALICE, BOB, PASSWORD, TestApp};
use app::ssr::Context;
use auth::test_support::with_failing_draw;
use axum::{
    Router,
    body::Body,
    http::{
        HeaderMap, Request, StatusCode,
        header::{CONTENT_TYPE, COOKIE, SET_COOKIE},
    },
};
use http_body_util::BodyExt;
use server::{Monitor, asset_names, proxies::TrustedProxies, router};
use tower::ServiceExt;

const FORM: &str = "application/x-www-form-urlencoded";

/// A request over REST: its method, its path, the cookie and the fields that come with it.
type Asked = (&'static str, &'static str, String, Vec<(&'static str, String)>);

/// The routes of a server, asked in the task of whoever asks: what fails there is known to that task only.
fn routes(app: &TestApp) -> Router {
    router(Context::new(app.auth.clone(), asset_names()), TrustedProxies::default(), &Monitor::new(&app.auth))
}

async fn ask(routes: &Router, (method, path, cookie, fields): &Asked) -> (StatusCode, HeaderMap, String) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::builder().method(*method).uri(*path).header(CONTENT_TYPE, FORM).header(COOKIE, cookie);
    let answer = routes.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status, head.headers, String::from_utf8(body.to_vec()).unwrap())
}

/// Whether somebody gets a secret by these headers, and does not only lose one.
fn brings_a_cookie(headers: &HeaderMap) -> bool {
    headers.get_all(SET_COOKIE).iter().any(|cookie| !cookie.to_str().unwrap().contains("Max-Age=0"))
}

/// Asks a server of its own for each draw, until none is left to fail; answers how many failed the request.
async fn each_draw_fails_once(request: impl AsyncFn(&TestApp) -> Asked) -> u32 {
    let mut failures = 0;
    for nth in 1.. {
        let app = TestApp::with_bob().await;
        let (asked, routes) = (request(&app).await, routes(&app));
        let before = app.auth.digests().await.unwrap();
        let ((status, headers, body), has_failed) = with_failing_draw(nth, ask(&routes, &asked)).await;
        assert!(headers.contains_key("x-request-id"), "an id needs no draw");
        if status != StatusCode::INTERNAL_SERVER_ERROR {
            assert!(status.is_success() || status.is_redirection(), "{asked:?}, draw {nth}: {status} {body}");
            match has_failed {
                true => continue,
                false => return failures,
            }
        }
        failures += 1;
        assert_eq!(body, r#"{"message":"internal error"}"#);
        assert!(!brings_a_cookie(&headers), "{headers:?}");
        assert!(app.auth.digests().await.unwrap() == before, "{asked:?}, draw {nth}: something is half done");
        let (status, ..) = ask(&routes, &asked).await;
        assert!(status.is_success() || status.is_redirection(), "{asked:?}, after draw {nth}: {status}");
    }
    failures
}

fn fields(email: &str, password: &str) -> Vec<(&'static str, String)> {
    vec![("email", email.to_owned()), ("password", password.to_owned())]
}

#[tokio::test]
async fn what_needs_a_random_number_and_gets_none_is_500_and_has_not_happened() {
    let sign_up = each_draw_fails_once(async |_| ("POST", "/users", String::new(), fields(ALICE, PASSWORD))).await;
    let sign_in = each_draw_fails_once(async |_| ("POST", "/sessions", String::new(), fields(BOB, PASSWORD))).await;
    let sign_out = each_draw_fails_once(async |app| ("DELETE", "/sessions", app.bobs_cookie().await, Vec::new())).await;
    let forget = async |_: &TestApp| ("POST", "/reset_password", String::new(), vec![("email", BOB.to_owned())]);
    let forget = each_draw_fails_once(forget).await;
    let reset = each_draw_fails_once(async |app| {
        let token = ("reset_token", app.bobs_reset_token().await);
        let fields = vec![("email", BOB.to_owned()), token, ("new_password", "n".to_owned())];
        ("PUT", "/reset_password", String::new(), fields)
    });
    let counts = [sign_up, sign_in, sign_out, forget, reset.await];
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    let whose = each_draw_fails_once(async |app| ("GET", "/profile", app.bobs_cookie().await, Vec::new())).await;
    assert_eq!(whose, 0, "to be recognised takes no random number");
}

#[tokio::test]
async fn a_page_whose_nonce_can_not_be_drawn_says_that_it_is_our_fault() {
    let app = TestApp::with_bob().await;
    let (routes, page) = (routes(&app), ("GET", "/login", String::new(), Vec::new()));
    let ((status, _, body), has_failed) = with_failing_draw(1, ask(&routes, &page)).await;
    assert!(has_failed && status == StatusCode::INTERNAL_SERVER_ERROR, "{status}");
    assert!(body.contains("Something went wrong") && !body.contains("<script"), "{body}");
    assert_eq!(ask(&routes, &page).await.0, StatusCode::OK);
}
