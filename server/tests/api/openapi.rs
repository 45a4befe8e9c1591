//! `/openapi.json` says what the server does.

use crate::support::{BOB, PASSWORD, TestApp};
use serde_json::Value;
use std::collections::BTreeSet;

async fn description(app: &TestApp) -> Value {
    app.send("GET", "/openapi.json", &[]).await.json()
}

#[tokio::test]
async fn it_describes_exactly_the_rest_routes() {
    let description = description(&TestApp::new().await).await;
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut operations = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        operations
            .extend(methods.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let expected = [
        "DELETE /sessions",
        "GET /",
        "GET /profile",
        "POST /reset_password",
        "POST /sessions",
        "POST /users",
        "PUT /reset_password",
    ];
    assert_eq!(operations, expected.map(str::to_owned).into());
}

#[tokio::test]
async fn every_answer_is_one_that_is_described() {
    let app = TestApp::with_bob().await;
    let description = description(&app).await;
    let (cookie, token) = (app.bobs_cookie().await, app.bobs_reset_token().await);
    let credentials = [("email", BOB), ("password", PASSWORD)];
    let reset = [("email", BOB), ("reset_token", token.as_str()), ("new_password", "new")];
    let large = "x".repeat(17 * 1024);
    let too_large = [("email", large.as_str())];
    let mut seen = BTreeSet::new();
    for (method, path, fields) in [
        ("GET", "/", &[][..]),
        ("POST", "/users", &[("email", "alice@me.com"), ("password", PASSWORD)]),
        ("POST", "/users", &credentials),
        ("POST", "/users", &[]),
        ("POST", "/users", &too_large),
        ("POST", "/sessions", &credentials),
        ("POST", "/sessions", &[]),
        ("POST", "/sessions", &too_large),
        ("GET", "/profile", &[]),
        ("POST", "/reset_password", &[]),
        ("POST", "/reset_password", &[("email", "nobody@me.com")]),
        ("POST", "/reset_password", &too_large),
        ("PUT", "/reset_password", &[]),
        ("PUT", "/reset_password", &[("email", BOB), ("reset_token", "x"), ("new_password", "new")]),
        ("PUT", "/reset_password", &reset),
        ("PUT", "/reset_password", &too_large),
        ("POST", "/reset_password", &[("email", BOB)]),
        ("DELETE", "/sessions", &[]),
    ] {
        let answer = app.send(method, path, fields).await;
        seen.insert(check(&description, method, path, &answer));
    }
    let session = crate::support::Answer::of(app.request("GET", "/profile").header("cookie", &cookie)).await;
    seen.insert(check(&description, "GET", "/profile", &session));
    assert_eq!(session.status, 403, "the reset above ended it");
}

/// Asserts that the answer is described, down to its fields; answers which one it was.
fn check(description: &Value, method: &str, path: &str, answer: &crate::support::Answer) -> String {
    let operation = &description["paths"][path][method.to_lowercase()];
    let response = &operation["responses"][answer.status.as_str()];
    assert!(response.is_object(), "{method} {path} answered {} undescribed", answer.status);
    if let Some(name) = response["content"]["application/json"]["schema"]["$ref"].as_str() {
        let schema = &description["components"]["schemas"][name.rsplit('/').next().unwrap()];
        let described: BTreeSet<_> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        let answered: BTreeSet<_> = answer.json().as_object().unwrap().keys().cloned().collect();
        assert_eq!(answered, described, "{method} {path} {}", answer.status);
    }
    format!("{method} {path} {}", answer.status.as_u16())
}
