//! The same input through REST and through the server functions has the same outcome.

use crate::support::{ALICE, Answer, BOB, PASSWORD, TestApp};

/// One operation on both transports: method and path of REST, path of the server function.
type Operation = ((&'static str, &'static str), &'static str);

const REGISTER: Operation = (("POST", "/users"), "/api/register");
const LOG_IN: Operation = (("POST", "/sessions"), "/api/login");
const FORGOT: Operation = (("POST", "/reset_password"), "/api/forgot-password");
const RESET: Operation = (("PUT", "/reset_password"), "/api/reset-password");

#[tokio::test]
async fn every_input_has_the_same_status_and_cookie_on_both_transports() {
    let long = "x".repeat(1025);
    for (operation, fields) in [
        (REGISTER, vec![("email", ALICE), ("password", PASSWORD)]),
        (REGISTER, vec![("email", BOB), ("password", PASSWORD)]),
        (REGISTER, vec![("email", " BOB@me.com "), ("password", PASSWORD)]),
        (REGISTER, vec![("email", "bob"), ("password", PASSWORD)]),
        (REGISTER, vec![("email", ALICE), ("password", "")]),
        (REGISTER, vec![("email", ALICE), ("password", &long)]),
        (REGISTER, vec![("email", ALICE), ("password", "a\0b")]),
        (REGISTER, vec![("email", ALICE)]),
        (REGISTER, vec![("email", ALICE), ("password", PASSWORD), ("password", PASSWORD)]),
        (REGISTER, vec![("email", ALICE), ("password", PASSWORD), ("unknown", "x")]),
        (REGISTER, vec![]),
        (LOG_IN, vec![("email", BOB), ("password", PASSWORD)]),
        (LOG_IN, vec![("email", "BOB@ME.COM"), ("password", PASSWORD)]),
        (LOG_IN, vec![("email", BOB), ("password", "wrong")]),
        (LOG_IN, vec![("email", ALICE), ("password", PASSWORD)]),
        (LOG_IN, vec![("email", "bob"), ("password", PASSWORD)]),
        (LOG_IN, vec![("email", BOB)]),
        (LOG_IN, vec![("email", BOB), ("password", PASSWORD), ("password", PASSWORD)]),
        (FORGOT, vec![("email", BOB)]),
        (FORGOT, vec![("email", ALICE)]),
        (FORGOT, vec![("email", "bob")]),
        (FORGOT, vec![]),
        (RESET, vec![("email", BOB), ("reset_token", "{token}"), ("new_password", "new")]),
        (RESET, vec![("email", BOB), ("reset_token", " {token} "), ("new_password", "new")]),
        (RESET, vec![("email", ALICE), ("reset_token", "{token}"), ("new_password", "new")]),
        (RESET, vec![("email", BOB), ("reset_token", "{token}"), ("new_password", "")]),
        (RESET, vec![("email", BOB), ("reset_token", "x"), ("new_password", "new")]),
        (RESET, vec![("email", BOB), ("reset_token", "{token}")]),
    ] {
        let ((method, rest), function) = operation;
        let (by_rest, by_function) = (outcome(method, rest, &fields).await, outcome("POST", function, &fields).await);
        assert_eq!(by_rest, by_function, "{rest} {fields:?}");
    }
}

/// What an observer can tell afterwards, on a server of its own: the status, whether somebody got a session, who has
/// which password, and how many mails went out.
async fn outcome(method: &str, path: &str, fields: &[(&str, &str)]) -> (u16, bool, [bool; 3], usize) {
    let app = TestApp::with_bob().await;
    let token = app.auth.get_reset_password_token(BOB).await.unwrap().expose().to_owned();
    let values: Vec<String> = fields.iter().map(|(_, value)| value.replace("{token}", &token)).collect();
    let fields: Vec<_> = fields.iter().zip(&values).map(|((name, _), value)| (*name, value.as_str())).collect();
    let answer = app.send(method, path, &fields).await;
    let session =
        answer.cookies().iter().any(|cookie| cookie.starts_with("session_id=") && !cookie.contains("Max-Age=0"));
    let logins = [(BOB, PASSWORD), (BOB, "new"), (ALICE, PASSWORD)];
    let mut valid = [false; 3];
    for (valid, (email, password)) in valid.iter_mut().zip(logins) {
        *valid = app.auth.valid_login(email, &auth::Password::new(password)).await;
    }
    (answer.status.as_u16(), session, valid, app.auth.mailbox().await.unwrap().len())
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused_on_both_transports() {
    for ((method, rest), function) in [REGISTER, LOG_IN, FORGOT, RESET] {
        let app = TestApp::with_bob().await;
        let status = async |method: &str, path: &str| {
            let request = app.request(method, path).header("content-type", "application/x-www-form-urlencoded");
            Answer::of(request.body("email=%FF&password=%FE")).await.status.as_u16()
        };
        let (by_rest, by_function) = (status(method, rest).await, status("POST", function).await);
        assert_eq!(by_rest, by_function, "{rest}");
        assert!((400..500).contains(&by_rest), "{rest}");
    }
}
