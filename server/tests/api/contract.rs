//! The nine steps of the course project's `main.py`, with its three constants, on a fresh database.

use crate::support::{ALICE, Answer, BOB, PASSWORD, TestApp, TestClient};
use reqwest::header::COOKIE;
use serde_json::json;

const EMAIL: &str = "guillaume@holberton.io";
const PASSWD: &str = "b4l0u";
const NEW_PASSWD: &str = "t4rt1fl3tt3";

#[tokio::test]
async fn the_nine_steps_of_the_original_end_to_end_test_pass() {
    let app = TestApp::new().await;
    nine_steps(&app).await;
}

pub(crate) async fn nine_steps(app: &TestClient) {
    register_user(app).await;
    log_in_wrong_password(app).await;
    profile_unlogged(app).await;
    let session_id = log_in(app, PASSWD).await;
    profile_logged(app, &session_id).await;
    log_out(app, &session_id).await;
    let reset_token = reset_password_token(app).await;
    update_password(app, &reset_token).await;
    log_in(app, NEW_PASSWD).await;
}

#[tokio::test]
async fn every_refusal_of_the_contract_is_given() {
    let app = TestApp::new().await;
    refusals(&app).await;
}

/// What the contract refuses, with the status that it says, on a server where Bob and Alice have no account yet.
pub(crate) async fn refusals(app: &TestClient) {
    let status =
        async |method: &str, path: &str, fields: &[(&str, &str)]| app.send(method, path, fields).await.status.as_u16();
    let bob = [("email", BOB), ("password", PASSWORD)];
    for (fields, refused) in [(&[][..], 400), (&bob[..1], 400), (&bob[1..], 400), (&bob, 200), (&bob, 400)] {
        assert_eq!(status("POST", "/users", fields).await, refused, "{fields:?}");
    }
    assert_eq!(status("POST", "/users", &[("email", ALICE), ("password", PASSWORD)]).await, 200);
    for fields in [&[][..], &bob[..1], &[("email", BOB), ("password", "x")], &[("email", "nobody@me.com"), bob[1]]] {
        assert_eq!(status("POST", "/sessions", fields).await, 401, "{fields:?}");
    }
    let cookie = app.bobs_cookie().await;
    let log_out = async || Answer::of(app.request("DELETE", "/sessions").header(COOKIE, &cookie)).await.status.as_u16();
    assert_eq!((log_out().await, log_out().await, status("DELETE", "/sessions", &[]).await), (302, 403, 403));
    assert_eq!((app.profile_status(&cookie).await, app.profile_status("session_id=None").await), (403, 403));
    assert_eq!(status("POST", "/reset_password", &[("email", "nobody@me.com")]).await, 403);
    assert_eq!(status("POST", "/reset_password", &[]).await, 400);
    let (superseded, token) = (app.bobs_reset_token().await, app.bobs_reset_token().await);
    for (email, token, refused) in [
        (BOB, superseded.as_str(), 403),
        (BOB, "0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091", 403),
        (BOB, "", 403),
        (ALICE, &token, 403),
        (BOB, &token, 200),
        (BOB, &token, 403),
    ] {
        let fields = [("email", email), ("reset_token", token), ("new_password", PASSWORD)];
        assert_eq!(status("PUT", "/reset_password", &fields).await, refused, "{email} {token}");
    }
    assert!((400..500).contains(&status("PUT", "/reset_password", &[]).await));
    assert_eq!(status("GET", "/nowhere", &[]).await, 404);
    let wrong_method = app.send("PATCH", "/users", &[]).await;
    assert_eq!((wrong_method.status.as_u16(), wrong_method.header("allow")), (405, "POST"));
}

async fn register_user(app: &TestClient) {
    let answer = app.send("POST", "/users", &[("email", EMAIL), ("password", PASSWD)]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({"email": EMAIL, "message": "user created"}));
    let answer = app.send("POST", "/users", &[("email", EMAIL), ("password", PASSWD)]).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json(), json!({"message": "email already registered"}));
}

async fn log_in_wrong_password(app: &TestClient) {
    let answer = app.send("POST", "/sessions", &[("email", EMAIL), ("password", NEW_PASSWD)]).await;
    assert_eq!(answer.status, 401);
    assert!(answer.cookies().is_empty());
}

async fn profile_unlogged(app: &TestClient) {
    assert_eq!(app.send("GET", "/profile", &[]).await.status, 403);
}

async fn log_in(app: &TestClient, password: &str) -> String {
    let answer = app.send("POST", "/sessions", &[("email", EMAIL), ("password", password)]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({"email": EMAIL, "message": "logged in"}));
    answer.cookies()[0].split(';').next().unwrap().to_owned()
}

async fn profile_logged(app: &TestClient, session_id: &str) {
    let answer = Answer::of(app.request("GET", "/profile").header(COOKIE, session_id)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({"email": EMAIL}));
}

async fn log_out(app: &TestClient, session_id: &str) {
    let answer = Answer::of(app.request("DELETE", "/sessions").header(COOKIE, session_id)).await;
    assert_eq!(answer.status, 302);
    assert_eq!(answer.location(), "/");
    let answer = app.send("GET", answer.location(), &[]).await;
    assert_eq!(answer.json(), json!({"message": "Bienvenue"}));
}

async fn reset_password_token(app: &TestClient) -> String {
    let answer = app.send("POST", "/reset_password", &[("email", EMAIL)]).await;
    assert_eq!(answer.status, 200);
    let reset_token = answer.json()["reset_token"].as_str().unwrap().to_owned();
    assert_eq!(answer.json(), json!({"email": EMAIL, "reset_token": reset_token}));
    reset_token
}

async fn update_password(app: &TestClient, reset_token: &str) {
    let fields = [("email", EMAIL), ("reset_token", reset_token), ("new_password", NEW_PASSWD)];
    let answer = app.send("PUT", "/reset_password", &fields).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({"email": EMAIL, "message": "Password updated"}));
}
