use crate::support::{BOB, PASSWORD, TestApp};
use serde_json::json;

#[tokio::test]
async fn an_address_is_trimmed_and_echoed_as_typed() {
    let app = TestApp::new().await;
    let answer = app.send("POST", "/users", &[("email", " Bob@Me.com "), ("password", PASSWORD)]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()),
        (200, json!({"email": "Bob@Me.com", "message": "user created"}))
    );
    assert!(answer.cookies().is_empty(), "signing up signs nobody in");
}

#[tokio::test]
async fn an_address_is_taken_in_every_spelling() {
    let app = TestApp::with_bob().await;
    let answer = app.send("POST", "/users", &[("email", "BOB@ME.COM"), ("password", "another")]).await;
    assert_eq!((answer.status.as_u16(), answer.message().as_str()), (400, "email already registered"));
}

#[tokio::test]
async fn a_missing_or_malformed_field_is_400_and_named() {
    let app = TestApp::new().await;
    for (fields, message) in [
        (vec![], "email is missing"),
        (vec![("password", PASSWORD)], "email is missing"),
        (vec![("email", ""), ("password", PASSWORD)], "email is missing"),
        (vec![("email", "bob"), ("password", PASSWORD)], "email is not a valid e-mail address"),
        (vec![("email", BOB)], "password is missing"),
        (vec![("email", BOB), ("password", "")], "password is missing"),
        (vec![("email", BOB), ("password", "a\0b")], "password contains a NUL character"),
        (vec![("email", BOB), ("password", PASSWORD), ("email", "eve@me.com")], "email is given twice"),
    ] {
        let answer = app.send("POST", "/users", &fields).await;
        assert_eq!((answer.status.as_u16(), answer.message().as_str()), (400, message), "{fields:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_simultaneous_registrations_of_one_address_make_one_account() {
    let app = std::sync::Arc::new(TestApp::new().await);
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let app = app.clone();
        requests.spawn(async move {
            app.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await.status.as_u16()
        });
    }
    let mut statuses = requests.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| *status == 400), "{statuses:?}");
}
