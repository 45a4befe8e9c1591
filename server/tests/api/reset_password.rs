use crate::support::{ALICE, BOB, PASSWORD, TestApp};
use auth::{Mode, Password};
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
async fn in_production_the_token_is_mailed_only_and_nobody_learns_who_has_an_account() {
    let app = TestApp::in_mode(Mode::Production).await;
    app.auth.register_user("Bob@Me.com", &Password::new("a long enough password")).await.unwrap();
    for email in [BOB, ALICE] {
        let answer = app.send("POST", "/reset_password", &[("email", email)]).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json(), json!({"email": email, "message": "reset email sent"}));
    }
    let mails = app.auth.mailbox().await.unwrap();
    let [mail] = &mails[..] else { panic!("one mail, for the one who has an account: {}", mails.len()) };
    assert_eq!(mail.to, "Bob@Me.com");
    let link = mail.text.lines().find(|line| line.starts_with(&app.url)).unwrap();
    let (_, token) = link.split_once("&code=").unwrap();
    assert_eq!(token.len(), 43, "256 bits");
    let fields = [("email", BOB), ("reset_token", token), ("new_password", "short")];
    let answer = app.send("PUT", "/reset_password", &fields).await;
    let message = "new_password is shorter than 15 characters";
    assert_eq!((answer.status.as_u16(), answer.message().as_str()), (400, message));
    let fields = [("email", BOB), ("reset_token", token), ("new_password", "another long password")];
    assert_eq!(app.send("PUT", "/reset_password", &fields).await.status, 200);
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
    assert_eq!((answer.status.as_u16(), answer.message().as_str()), (400, "new_password is missing"));
    let too_long = "x".repeat(1025);
    for (password, message) in [
        ("", "new_password is missing"),
        ("a\0b", "new_password contains a NUL character"),
        (&too_long, "new_password is longer than 1024 bytes"),
    ] {
        let fields = [("email", BOB), ("reset_token", &token), ("new_password", password)];
        let answer = app.send("PUT", "/reset_password", &fields).await;
        assert_eq!((answer.status.as_u16(), answer.message().as_str()), (400, message));
    }
    let fields = [("email", BOB), ("reset_token", &token), ("new_password", "new")];
    assert_eq!(app.send("PUT", "/reset_password", &fields).await.status, 200);
}
