//! What was typed is text, wherever it turns up.

use crate::support::{Answer, BOB, PASSWORD, TestApp};
use auth::Password;
use reqwest::header::CONTENT_TYPE;

/// The forms that show what was typed again, each with its page.
const FORMS: [(&str, &str); 6] = [
    ("/api/register", "/register"),
    ("/api/login", "/login"),
    ("/api/forgot-password", "/forgot-password"),
    ("/api/reset-password", "/reset-password"),
    ("/api/verify-email", "/verify-email"),
    ("/api/undo-email-change", "/undo-email-change"),
];

#[tokio::test]
async fn what_was_typed_wrongly_comes_back_as_text() {
    let app = TestApp::with_bob().await;
    let markup = ["\"><svg/onload=alert(1)>", "</script><script>alert(1)</script>", "\" onfocus=\"alert(1)", "<!--"];
    for (form, page) in FORMS {
        let plain = app.open(page, "").await.body;
        for typed in markup {
            let secrets = ["password", "new_password", "reset_token", "code"].map(|name| (name, typed));
            let fields = [&[("email", typed)][..], &secrets].concat();
            let refused = app.post_natively(form, "", &fields).await;
            let shown = app.open(page, &refused.flash()).await.body;
            assert!(shown.contains("Error: ") && !plain.contains("Error: "), "{form} {shown}");
            assert!(typed == "<!--" || shown.contains("alert(1)"), "it does come back: {form} {shown}");
            for dangerous in [typed, "<svg", "<script", "</script"] {
                assert_eq!(shown.matches(dangerous).count(), plain.matches(dangerous).count(), "{form} {dangerous}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_encoded_twice_is_decoded_once() {
    let app = TestApp::new().await;
    let body = "email=bob%252Bx@me.com&password=a%2541";
    let request = app.request("POST", "/users").header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
    assert_eq!(Answer::of(request).await.json()["email"], "bob%2Bx@me.com");
    assert!(app.auth.valid_login("bob%2Bx@me.com", &Password::new("a%41")).await);
    assert!(!app.auth.valid_login("bob%2Bx@me.com", &Password::new("aA")).await);
    assert_eq!(app.send("GET", "/%2570rofile", &[]).await.status, 404);
}

#[tokio::test]
async fn what_looks_like_a_query_is_text() {
    let app = TestApp::with_bob().await;
    let token = app.bobs_reset_token().await;
    for query in ["' OR '1'='1", "' OR 1=1--", "'; DELETE FROM users; --", "\\' OR ''='", "$1", "?"] {
        let log_in = app.send("POST", "/sessions", &[("email", BOB), ("password", query)]).await;
        assert_eq!((log_in.status.as_u16(), log_in.cookies().len()), (401, 0), "{query}");
        for email in [format!("{BOB}{query}"), format!("'{query}@me.com")] {
            let refused = app.send("POST", "/sessions", &[("email", &email), ("password", PASSWORD)]).await;
            assert_eq!(refused.status, 401, "{email}");
        }
        assert_eq!(app.profile_status(&format!("session_id={query}")).await, 403, "{query}");
        let fields = [("email", BOB), ("reset_token", query), ("new_password", "new")];
        assert_eq!(app.send("PUT", "/reset_password", &fields).await.status, 403, "{query}");
        assert_eq!(app.send("POST", "/verify_email", &[("email", query)]).await.status, 400, "{query}");
    }
    // This one is an address, and somebody's own.
    let quoted = [("email", "a'--@me.com"), ("password", "' OR '1'='1")];
    assert_eq!(app.send("POST", "/users", &quoted).await.status, 200);
    assert_eq!(app.send("POST", "/sessions", &quoted).await.json()["email"], "a'--@me.com");
    let fields = [("email", BOB), ("reset_token", &*token), ("new_password", PASSWORD)];
    assert_eq!(app.send("PUT", "/reset_password", &fields).await.status, 200, "Bob's is as it was");
}
