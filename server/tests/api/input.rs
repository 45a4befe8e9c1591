use crate::support::{Answer, BOB, PASSWORD, TestApp};
use reqwest::{header::CONTENT_TYPE, multipart::Form};
use serde_json::json;

#[tokio::test]
async fn form_multipart_and_json_are_read_alike() {
    let app = TestApp::with_bob().await;
    let login = || app.request("POST", "/sessions");
    let form = login().form(&[("email", BOB), ("password", PASSWORD)]);
    let json = login().json(&json!({"email": BOB, "password": PASSWORD}));
    let multipart = login().multipart(Form::new().text("email", BOB).text("password", PASSWORD));
    for request in [form, json, multipart] {
        let answer = Answer::of(request).await;
        assert_eq!(answer.json(), json!({"email": BOB, "message": "logged in"}));
    }
}

#[tokio::test]
async fn media_types_are_compared_as_media_types() {
    let app = TestApp::with_bob().await;
    let body = format!(r#"{{"email":"{BOB}","password":"{PASSWORD}"}}"#);
    let status = async |content_type: &str| {
        let request = app.request("POST", "/sessions").header(CONTENT_TYPE, content_type).body(body.clone());
        Answer::of(request).await.status.as_u16()
    };
    assert_eq!(status("application/json; charset=utf-8").await, 200);
    assert_eq!(status("Application/JSON").await, 200);
    assert_eq!(status("text/plain").await, 415);
    assert_eq!(status("application/jsonp").await, 415);
}

#[tokio::test]
async fn what_can_not_be_read_is_refused_without_being_repeated() {
    let app = TestApp::new().await;
    for (content_type, body) in [
        ("application/json", "{\"email\": \"secret"),
        ("application/json", "[\"secret\"]"),
        ("application/json", "\"secret\""),
        ("application/json", ""),
        ("application/x-www-form-urlencoded", "email=secret\u{0}&password"),
        ("multipart/form-data; boundary=x", "--y\r\nsecret"),
        ("multipart/form-data", "secret"),
    ] {
        let request = app.request("POST", "/users").header(CONTENT_TYPE, content_type).body(body);
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, 400, "{content_type} {body}");
        assert!(!answer.message().contains("secret"), "{answer:?}");
    }
    let request = app.request("POST", "/users").header(CONTENT_TYPE, "application/json");
    let nested = Answer::of(request.body(format!("{{\"email\":{}", "[".repeat(10_000)))).await;
    assert_eq!(nested.status, 400);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused() {
    let app = TestApp::new().await;
    let request = app.request("POST", "/users").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    assert_eq!(Answer::of(request.body(b"email=\xff&password=x".to_vec())).await.status, 400);
}

#[tokio::test]
async fn a_body_over_16_kib_is_413_on_every_route() {
    let app = TestApp::with_bob().await;
    let fits = format!("email={BOB}&password={}", "x".repeat(16 * 1024 - 26));
    assert_eq!(fits.len(), 16 * 1024);
    for path in ["/users", "/sessions", "/reset_password", "/api/login"] {
        let post = || app.request("POST", path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        assert_ne!(Answer::of(post().body(fits.clone())).await.status, 413, "{path}");
        let announced = Answer::of(post().body(format!("{fits}x"))).await;
        assert_eq!((announced.status.as_u16(), announced.message().as_str()), (413, "the body is larger than 16 KiB"));
    }
}

#[tokio::test]
async fn a_large_body_of_unknown_length_is_413_too() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let app = TestApp::new().await;
    let mut socket = tokio::net::TcpStream::connect(app.url.strip_prefix("http://").unwrap()).await.unwrap();
    socket
        .write_all(b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    for _ in 0..17 {
        socket.write_all(format!("400\r\n{}\r\n", "x".repeat(0x400)).as_bytes()).await.unwrap();
    }
    let mut answer = [0; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}
