//! Who may do what: every route of the service, asked by nobody in particular and by Bob, who is signed in.

use crate::support::{Answer, BROWSER, TestApp};
use app::{routes::PAGES, ssr::server_function_paths};
use reqwest::header::{ACCEPT, COOKIE};
use std::{collections::BTreeSet, time::Duration};

/// What each route answers to nobody and to Bob when no field is filled in. Who is refused for what they are is refused
/// before what they typed is looked at.
pub(crate) const ROUTES: [(&str, &str, u16, u16); 39] = [
    ("GET", "/", 200, 200),
    ("GET", "/connection", 200, 200),
    ("GET", "/healthz", 200, 200),
    ("GET", "/readyz", 200, 200),
    ("GET", "/openapi.json", 200, 200),
    ("GET", "/profile", 403, 200),
    ("POST", "/users", 400, 400),
    ("POST", "/sessions", 401, 401),
    ("DELETE", "/sessions", 403, 302),
    ("POST", "/reset_password", 400, 400),
    ("PUT", "/reset_password", 400, 400),
    ("POST", "/verify_email", 400, 400),
    ("PUT", "/verify_email", 400, 400),
    ("GET", "/register", 200, 303),
    ("GET", "/login", 200, 303),
    ("GET", "/account", 303, 200),
    ("GET", "/forgot-password", 200, 200),
    ("GET", "/reset-password", 200, 200),
    ("GET", "/verify-email", 200, 200),
    ("GET", "/undo-email-change", 200, 200),
    ("POST", "/account/data", 303, 200),
    ("POST", "/api/register", 400, 400),
    ("POST", "/api/login", 401, 401),
    ("POST", "/api/logout", 200, 200),
    ("POST", "/api/forgot-password", 400, 400),
    ("POST", "/api/reset-password", 400, 400),
    ("POST", "/api/verify-email", 400, 400),
    ("POST", "/api/resend-verification", 400, 400),
    ("POST", "/api/undo-email-change", 400, 400),
    ("POST", "/api/password-strength", 200, 200),
    ("POST", "/api/account", 200, 200),
    ("POST", "/api/end-session", 403, 403),
    ("POST", "/api/end-other-sessions", 403, 200),
    ("POST", "/api/confirm-password", 403, 403),
    ("POST", "/api/change-password", 403, 403),
    ("POST", "/api/change-email", 403, 400),
    ("POST", "/api/cancel-email-change", 403, 200),
    ("POST", "/api/delete-account", 403, 400),
    ("GET", "/.well-known/change-password", 303, 303),
];

/// Pages are opened by browsers; everything else is asked by programs and scripts.
async fn ask(app: &TestApp, method: &str, path: &str, cookie: &str) -> Answer {
    let accept = if PAGES[1..].contains(&path) { BROWSER } else { "application/json" };
    Answer::of(app.request(method, path).header(ACCEPT, accept).header(COOKIE, cookie).form(&[("", ""); 0])).await
}

#[tokio::test]
async fn every_route_answers_each_person_as_it_should_and_there_is_no_other_route() {
    let app = TestApp::with_bob().await;
    for (method, path, to_nobody, to_bob) in ROUTES {
        // Of twenty sessions and one more, the one used longest ago ends; none of these is used at the same time.
        app.clock.advance(Duration::from_secs(1));
        let cookie = app.bobs_cookie().await;
        let nobody = ask(&app, method, path, "").await;
        let stranger = ask(&app, method, path, "session_id=0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091").await;
        let bob = ask(&app, method, path, &cookie).await;
        let seen = [&nobody, &stranger, &bob].map(|answer| answer.status.as_u16());
        assert_eq!(seen, [to_nobody, to_nobody, to_bob], "{method} {path} {bob:?}");
    }
    let described = app.send("GET", "/openapi.json", &[]).await.json();
    let rest = described["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
    });
    let functions = server_function_paths().into_iter().map(|path| ("POST".to_owned(), path.to_owned()));
    let others = [("GET", "/openapi.json"), ("GET", "/.well-known/change-password"), ("POST", "/account/data")]
        .map(|(method, path)| (method.to_owned(), path.to_owned()));
    let pages = PAGES.map(|path| ("GET".to_owned(), path.to_owned()));
    let all: BTreeSet<_> = rest.chain(functions).chain(others).chain(pages).collect();
    assert_eq!(all, ROUTES.map(|(method, path, ..)| (method.to_owned(), path.to_owned())).into());
}
