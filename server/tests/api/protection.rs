use crate::support::{Answer, BOB, PASSWORD, TestApp};
use reqwest::header::COOKIE;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::with_bob().await;
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/profile"),
        ("GET", "/nowhere"),
        ("PUT", "/users"),
        ("POST", "/users"),
        ("GET", "/login"),
        ("POST", "/api/login"),
    ] {
        let answer = app.send(method, path, &[]).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.headers.get("server").is_none(), "{path}");
    }
}

#[tokio::test]
async fn other_sites_can_not_act_for_a_person() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.test"),
        ("origin", "null"),
    ] {
        for (method, path) in [
            ("POST", "/users"),
            ("POST", "/sessions"),
            ("DELETE", "/sessions"),
            ("POST", "/reset_password"),
            ("PUT", "/reset_password"),
            ("POST", "/api/login"),
            ("POST", "/api/logout"),
        ] {
            let request = app.request(method, path).header(name, value).header(COOKIE, &cookie);
            let answer = Answer::of(request.form(&[("email", BOB), ("password", PASSWORD)])).await;
            assert_eq!(answer.status, 403, "{name}: {value} {method} {path}");
            assert!(answer.cookies().is_empty());
        }
    }
    assert_eq!(app.profile_status(&cookie).await, 200, "the session is untouched");
    let own = app.request("POST", "/sessions").header("origin", &app.url);
    assert_eq!(Answer::of(own.form(&[("email", BOB), ("password", PASSWORD)])).await.status, 200);
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_our_own() {
    let app = TestApp::new().await;
    let ids: Vec<String> = [
        app.send("GET", "/", &[]).await,
        app.send("GET", "/nowhere", &[]).await,
        Answer::of(app.request("GET", "/").header("x-request-id", "planted")).await,
    ]
    .iter()
    .map(|answer| answer.header("x-request-id").to_owned())
    .collect();
    assert!(ids.iter().all(|id| id.len() == 36 && id != "planted"), "{ids:?}");
    assert!(ids[0] != ids[1] && ids[1] != ids[2]);
}
