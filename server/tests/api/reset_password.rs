use crate::support::{ALICE, BOB, PASSWORD, TestApp};
use serde_json::json;

#[tokio::test]
async fn a_token_is_answered_and_mailed_for_a_known_address_only() {
    let app = TestApp::with_bob().await;
    let answer = app.send("POST", "/reset_password", &[("email", "BOB@me.com")]).await;
    let token = answer.json()["reset_token"].as_str().unwrap().to_owned();
    assert_eq!(answer.json(), json!({"email": BOB, "reset_token": token}));
    assert!(app.auth.mailbox().await.unwrap()[0].text.contains(&token));
    let unknown = app.send("POST", "/reset_password", &[("email", ALICE)]).await;
    assert_eq!((unknown.status.as_u16(), unknown.message().as_str()), (403, "no account with this e-mail"));
    let missing = app.send("POST", "/reset_password", &[]).await;
    assert_eq!((missing.status.as_u16(), missing.message().as_str()), (400, "email is missing"));
}

#[tokio::test]
async fn a_token_sets_the_password_once_and_ends_every_session() {
    let app = TestApp::with_bob().await;
    let (cookie, token) = (app.bobs_cookie().await, app.bobs_reset_token().await);
    let fields = [("email", BOB), ("reset_token", &token), ("new_password", "new")];
    let answer = app.send("PUT", "/reset_password", &fields).await;
    assert_eq!(answer.json(), json!({"email": BOB, "message": "Password updated"}));
    assert_eq!(app.profile_status(&cookie).await, 403);
    assert_eq!(app.send("PUT", "/reset_password", &fields).await.status, 403);
    assert_eq!(app.send("POST", "/sessions", &[("email", BOB), ("password", PASSWORD)]).await.status, 401);
    assert_eq!(app.send("POST", "/sessions", &[("email", BOB), ("password", "new")]).await.status, 200);
}

#[tokio::test]
async fn every_bad_token_gets_the_same_403() {
    let app = TestApp::with_bob().await;
    app.send("POST", "/users", &[("email", ALICE), ("password", PASSWORD)]).await;
    let (superseded, token) = (app.bobs_reset_token().await, app.bobs_reset_token().await);
    let made_up = "0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091";
    let mut answers = Vec::new();
    for (email, token) in
        [(BOB, superseded.as_str()), (ALICE, &token), ("nobody@me.com", &token), (BOB, made_up), (BOB, "x"), (BOB, "")]
    {
        let fields = [("email", email), ("reset_token", token), ("new_password", "new")];
        let answer = app.send("PUT", "/reset_password", &fields).await;
        assert_eq!(answer.status, 403, "{email} {token}");
        answers.push(answer.body);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    let fields = [("email", BOB), ("reset_token", &token), ("new_password", "new")];
    assert_eq!(app.send("PUT", "/reset_password", &fields).await.status, 200, "none of these used it up");
}

#[tokio::test]
async fn a_password_that_can_not_be_used_does_not_use_the_token_up() {
    let app = TestApp::with_bob().await;
    let token = app.bobs_reset_token().await;
    let answer = app.send("PUT", "/reset_password", &[("email", BOB), ("reset_token", &token)]).await;
    assert_eq!((answer.status.as_u16(), answer.message().as_str()), (400, "password is missing"));
    let fields = [("email", BOB), ("reset_token", &token), ("new_password", "new")];
    assert_eq!(app.send("PUT", "/reset_password", &fields).await.status, 200);
}
