//! `/verify_email`, and what production tells about addresses: nothing.

use crate::support::{ALICE, Answer, BOB, GOOD_PASSWORD, TestApp};
use auth::Mode;
use std::time::Duration;

/// Everything of an answer but the address and the time.
fn shape(answer: &Answer, email: &str) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (answer.status.as_u16(), headers, answer.body.replace(email, "E"))
}

#[tokio::test]
async fn a_code_or_a_token_confirms_an_address_once() {
    let app = TestApp::in_mode(Mode::Production).await;
    let answer = app.send("POST", "/users", &[("email", BOB), ("password", GOOD_PASSWORD)]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (200, r#"{"email":"bob@me.com","message":"user created"}"#)
    );
    let log_in = async || app.send("POST", "/sessions", &[("email", BOB), ("password", GOOD_PASSWORD)]).await.status;
    assert_eq!(log_in().await, 401);
    let code = app.code_for(BOB).await;
    let confirm =
        async |email: &str, code: &str| app.send("PUT", "/verify_email", &[("email", email), ("code", code)]).await;
    assert_eq!(confirm(ALICE, &code).await.status, 403);
    assert_eq!(confirm("bob", &code).await.status, 400);
    assert_eq!(confirm(BOB, "").await.status, 403);
    let confirmed = confirm(BOB, &code).await;
    assert_eq!((confirmed.status.as_u16(), confirmed.json()["message"].as_str()), (200, Some("email verified")));
    assert_eq!(log_in().await, 200);
    let again = confirm(BOB, &code).await;
    assert_eq!((again.status.as_u16(), again.message().as_str()), (403, "code is not valid (any more)"));
}

#[tokio::test]
async fn who_was_not_the_only_one_to_sign_up_with_an_address_is_asked_to_choose_a_password() {
    let app = TestApp::in_mode(Mode::Production).await;
    for (email, transport) in [(BOB, "/verify_email"), (ALICE, "/api/verify-email")] {
        for chosen in [GOOD_PASSWORD, "the stranger's own"] {
            app.send("POST", "/users", &[("email", email), ("password", chosen)]).await;
        }
        let code = app.code_for(email).await;
        let fields = [("email", email), ("code", &code)];
        if transport == "/verify_email" {
            let answer = app.send("PUT", transport, &fields).await.json();
            let message = answer["message"].as_str().unwrap();
            assert!(message.starts_with("email verified") && message.contains("choose one"), "{message}");
        } else {
            let answer = app.post_natively(transport, "", &fields).await;
            assert_eq!(answer.location(), "/forgot-password");
            let page = app.open("/forgot-password", &answer.flash()).await.body;
            assert!(page.contains("no password was kept") && page.contains(email), "{page}");
        }
    }
}

#[tokio::test]
async fn it_is_mailed_again_when_asked_for() {
    let app = TestApp::in_mode(Mode::Production).await;
    app.send("POST", "/users", &[("email", BOB), ("password", GOOD_PASSWORD)]).await;
    app.clock.advance(Duration::from_secs(60));
    let first = app.code_for(BOB).await;
    let answer = app.send("POST", "/verify_email", &[("email", BOB)]).await;
    assert_eq!((answer.status.as_u16(), answer.json()["message"].as_str()), (200, Some("verification email sent")));
    assert_ne!(app.code_for(BOB).await, first);
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answers_on_every_transport() {
    let app = TestApp::in_production_with_bob().await;
    for (method, path) in [
        ("POST", "/users"),
        ("POST", "/sessions"),
        ("POST", "/reset_password"),
        ("PUT", "/reset_password"),
        ("POST", "/verify_email"),
        ("PUT", "/verify_email"),
        ("POST", "/api/register"),
        ("POST", "/api/login"),
        ("POST", "/api/forgot-password"),
        ("POST", "/api/reset-password"),
        ("POST", "/api/resend-verification"),
        ("POST", "/api/verify-email"),
        ("POST", "/api/undo-email-change"),
    ] {
        let (mut answers, mut pages) = (Vec::new(), Vec::new());
        for email in [BOB, "nob@me.com"] {
            let fields = [
                ("email", email),
                ("password", "another long password"),
                ("new_password", "another long password"),
                ("reset_token", "BCDF-2345"),
                ("code", "BCDF-2345"),
            ];
            let fields: Vec<_> = fields.into_iter().filter(|(name, _)| is_taken(method, path, name)).collect();
            answers.push(shape(&app.send(method, path, &fields).await, email));
            if path.starts_with("/api") {
                let page = app.post_natively(path, "", &fields).await;
                pages.push((page.status, page.location().to_owned(), page.cookies().len()));
            }
        }
        assert_eq!(answers[0], answers[1], "{method} {path}");
        assert!(pages.is_empty() || pages[0] == pages[1], "{path} {pages:?}");
    }
}

/// REST refuses fields that it does not know.
fn is_taken(method: &str, path: &str, field: &str) -> bool {
    match (method, path) {
        (_, "/users" | "/sessions") => ["email", "password"].contains(&field),
        ("POST", "/reset_password" | "/verify_email") => field == "email",
        ("PUT", "/reset_password") => ["email", "reset_token", "new_password"].contains(&field),
        ("PUT", "/verify_email") => ["email", "code"].contains(&field),
        _ => true,
    }
}
