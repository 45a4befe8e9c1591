use crate::support::{Answer, BOB, PASSWORD, TestApp};
use auth::Password;
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

/// Signs up with this body; answers the status and the message.
async fn sign_up(content_type: &str, body: impl AsRef<[u8]>) -> (u16, String) {
    let app = TestApp::new().await;
    let request = app.request("POST", "/users").header(CONTENT_TYPE, content_type);
    let answer = Answer::of(request.body(body.as_ref().to_vec())).await;
    (answer.status.as_u16(), answer.json()["message"].as_str().unwrap().to_owned())
}

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=x";
const JSON: &str = "application/json";

/// A multipart body with these fields, whose boundary is `x`.
fn multipart(fields: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes());
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    body
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused() {
    let refused = |name: &str| (400, format!("{name} is not text"));
    assert_eq!(sign_up(FORM, b"email=\xff&password=x").await, refused("email"));
    assert_eq!(sign_up(FORM, "email=bob@me.com&password=a%FFb").await, refused("password"));
    assert_eq!(sign_up(FORM, "email=bob@me.com&password=a%C3").await, refused("password"));
    let body = multipart(&[("email", BOB.as_bytes()), ("password", b"a\xffb")]);
    assert_eq!(sign_up(MULTIPART, body).await, refused("password"));
    assert_eq!(sign_up(JSON, b"{\"email\":\"\xff\",\"password\":\"x\"}").await.0, 400);
}

#[tokio::test]
async fn a_form_is_decoded_as_forms_are_encoded() {
    let app = TestApp::new().await;
    app.auth.register_user("b+b@me.com", &Password::new("a b&c=d%é+")).await.unwrap();
    let body = "&email=b%2Bb%40me.com&p%61ssword=a+b%26c=d%%C3%A9%2b&";
    let request = app.request("POST", "/sessions").header(CONTENT_TYPE, FORM).body(body);
    assert_eq!(Answer::of(request).await.status, 200);
}

#[tokio::test]
async fn a_field_that_is_given_twice_is_refused_however_it_is_sent() {
    let twice = (400, "email is given twice".to_owned());
    assert_eq!(sign_up(FORM, "email=bob@me.com&password=x&email=eve@me.com").await, twice);
    assert_eq!(sign_up(JSON, r#"{"email":"bob@me.com","password":"x","email":"eve@me.com"}"#).await, twice);
    assert_eq!(sign_up(JSON, r#"{"email":"bob@me.com","password":"x","\u0065mail":"bob@me.com"}"#).await, twice);
    let body = multipart(&[("email", b"bob@me.com"), ("password", b"x"), ("email", b"eve@me.com")]);
    assert_eq!(sign_up(MULTIPART, body).await, twice);
}

#[tokio::test]
async fn a_field_that_is_not_text_is_refused() {
    for value in ["5", "null", "true", "[]", "{}"] {
        let body = format!(r#"{{"email":"bob@me.com","password":{value}}}"#);
        assert_eq!(sign_up(JSON, body).await, (400, "password is not text".to_owned()));
    }
}

#[tokio::test]
async fn fields_that_nobody_asked_for_are_ignored_however_they_are_sent() {
    let created = (200, "user created".to_owned());
    assert_eq!(sign_up(FORM, "email=bob@me.com&password=x&extra=%FF&extra=2&%FF=3&new_password=y").await, created);
    let json = r#"{"email":"bob@me.com","extra":5,"password":"x","extra":{"email":null},"more":[1,null]}"#;
    assert_eq!(sign_up(JSON, json).await, created);
    let fields: [(&str, &[u8]); 4] =
        [("email", b"bob@me.com"), ("extra", b"\xff"), ("extra", b"2"), ("password", b"x")];
    assert_eq!(sign_up(MULTIPART, multipart(&fields)).await, created);
}

#[tokio::test]
async fn a_body_over_16_kib_is_413() {
    let app = TestApp::with_bob().await;
    let fits = format!("email={BOB}&password={}", "x".repeat(16 * 1024 - 26));
    assert_eq!(fits.len(), 16 * 1024);
    for path in ["/users", "/sessions", "/reset_password"] {
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
