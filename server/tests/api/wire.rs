//! What arrives as bytes and is no good request, or a strange one. Answers are read until the connection ends, so each
//! of these tests also shows that it does.

use crate::support::{BOB, BROWSER, PASSWORD, TestApp, TestClient};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

async fn connect(app: &TestClient) -> TcpStream {
    TcpStream::connect(app.url.strip_prefix("http://").unwrap()).await.unwrap()
}

/// Sends these bytes; answers what comes back until the connection ends. Whoever is refused may not be listened to
/// until the last byte, so neither sending nor reading has to succeed to its end.
async fn exchange(app: &TestClient, bytes: &[u8]) -> String {
    let mut socket = connect(app).await;
    let (mut reader, mut writer) = socket.split();
    let mut answer = Vec::new();
    _ = tokio::join!(writer.write_all(bytes), reader.read_to_end(&mut answer));
    String::from_utf8(answer).unwrap()
}

/// The statuses of all answers in this text.
fn statuses(answers: &str) -> Vec<u16> {
    answers.split("HTTP/1.1 ").skip(1).map(|answer| answer[..3].parse().unwrap()).collect()
}

/// What a smuggler hides behind a request: if it is answered, too, there are two answers.
const HIDDEN: &str = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test]
async fn a_request_that_others_may_read_differently_is_refused_and_nothing_behind_it_is_read() {
    let app = TestApp::with_bob().await;
    let login = format!("email={BOB}&password={PASSWORD}");
    let length = login.len();
    let chunks = format!("{length:x}\r\n{login}\r\n0\r\n\r\n");
    for fields in [
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"),
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n".to_owned(),
        format!("transfer-encoding:chunked\r\nCONTENT-LENGTH: {length}\r\n"),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n".to_owned(),
        "Transfer-Encoding: chunked, chunked\r\n".to_owned(),
        "Transfer-Encoding: gzip, chunked\r\n".to_owned(),
        "Transfer-Encoding: identity, chunked\r\n".to_owned(),
        "Transfer-Encoding: chunked, identity\r\n".to_owned(),
        "Transfer-Encoding: identity\r\n".to_owned(),
        "Transfer-Encoding: xchunked\r\n".to_owned(),
        "Transfer-Encoding: \"chunked\"\r\n".to_owned(),
        "Transfer-Encoding : chunked\r\n".to_owned(),
        "Transfer-Encoding: chunked\n".to_owned(),
        "Transfer-Encoding:\r\n chunked\r\n".to_owned(),
        "X: y\rTransfer-Encoding: chunked\r\n".to_owned(),
        "X: y\nTransfer-Encoding: chunked\r\n".to_owned(),
        "X: y\r\n Transfer-Encoding: chunked\r\n".to_owned(),
        " Transfer-Encoding: chunked\r\n".to_owned(),
        format!("Content-Length: {length}\r\nContent-Length: {length}\r\n"),
        format!("Content-Length: {length}\r\nContent-Length: 0\r\n"),
        format!("Content-Length: {length}, {length}\r\n"),
        format!("Content-Length: +{length}\r\n"),
        format!("Content-Length: -{length}\r\n"),
        format!("Content-Length: 0x{length:x}\r\n"),
        format!("Content-Length: {length}.0\r\n"),
        format!("Content-Length : {length}\r\n"),
        format!("Content-Length: {length}\n"),
        "Content-Length: 99999999999999999999999\r\n".to_owned(),
        "Content-Length:\r\n".to_owned(),
    ] {
        let chunked = fields.to_lowercase().contains("chunked");
        let body = if chunked { &chunks } else { &login };
        let head = "POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        let answer = exchange(&app, format!("{head}{fields}\r\n{body}{HIDDEN}").as_bytes()).await;
        let statuses = statuses(&answer);
        assert!(matches!(statuses[..], [] | [400..=499]), "{fields:?} {answer}");
        assert!(!answer.to_lowercase().contains("set-cookie"), "{fields:?} {answer}");
    }
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let app = TestApp::new().await;
    for bytes in [
        &b"GET /\r\n\r\n"[..],
        b"GET / HTTP/0.9\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\n\n",
        b"GET / HTTP/1.1\r\nHost: x\n\r\n",
        b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\tHTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
        b"G\x00T / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX\x00: ab\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n: no name\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\xff\xfe\xfd\r\n\r\n",
        b"POST /users HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhellox\r\n0\r\n\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ] {
        let bytes_in_words = String::from_utf8_lossy(bytes);
        let answer = exchange(&app, bytes).await;
        assert!(matches!(statuses(&answer)[..], [] | [400..=499]), "{bytes_in_words:?} {answer}");
    }
    assert_eq!(app.send("GET", "/", &[]).await.status, 200, "nobody else has noticed");
}

#[tokio::test]
async fn addresses_that_are_none_lead_nowhere() {
    let app = TestApp::new().await;
    for path in [
        "/%",
        "/%zz",
        "/%C0%AE",
        "/%c0%ae%c0%ae/",
        "/%FF",
        "/%00",
        "/login%00",
        "/login/%FF",
        "/%E0%80%AF",
        "/%ED%A0%80",
        "/dev/mailbox/%FF",
        "/dev/mailbox/%00",
        "/dev/mailbox/%C0%AE",
        "/../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/pkg/%FF.js",
        "/api/%3Cimg%20src=x%3E",
        "//evil.test/",
        "http://evil.test/nowhere",
    ] {
        for accept in [BROWSER, "*/*"] {
            let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n");
            let answer = exchange(&app, request.as_bytes()).await;
            assert!(matches!(statuses(&answer)[..], [400 | 404]), "{path} {answer}");
        }
    }
}

#[tokio::test]
async fn heads_are_bounded() {
    let app = TestApp::new().await;
    let get = |path: &str, fields: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{fields}\r\n");
    let cookies = |count| format!("Cookie: {}\r\n", (0..count).map(|i| format!("c{i}=v; ")).collect::<String>());
    let path = |length: usize| format!("/{}", "x".repeat(length - 1));
    for (request, status) in [
        (get("/", &"X: y\r\n".repeat(90)), 200),
        (get("/", &"X: y\r\n".repeat(200)), 431),
        (get("/", &format!("X: {}\r\n", "y".repeat(15 * 1024))), 200),
        (get("/", &format!("X: {}\r\n", "y".repeat(16 * 1024))), 431),
        (get("/", &format!("X: {}\r\n", "y".repeat(64 * 1024))), 431),
        (get("/profile", &cookies(1_000)), 403),
        (get("/profile", &cookies(10_000)), 431),
        (get(&path(8 * 1024), ""), 404),
        (get(&path(8 * 1024 + 1), ""), 414),
        (get(&path(64 * 1024), ""), 431),
    ] {
        let answer = exchange(&app, request.as_bytes()).await;
        assert_eq!(statuses(&answer), [status], "{} bytes: {answer}", request.len());
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_is_there() {
    let app = TestApp::new().await;
    for path in
        ["/users", "/sessions", "/reset_password", "/verify_email", "/account/data", "/api/login", "/api/register"]
    {
        for length in [16 * 1024 + 1, 100 * 1024 * 1024] {
            // Not one byte of the body is sent, and still there is an answer and an end.
            let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
            let mut socket = connect(&app).await;
            socket.write_all(head.as_bytes()).await.unwrap();
            let mut answer = String::new();
            socket.read_to_string(&mut answer).await.unwrap();
            assert_eq!(statuses(&answer), [413], "{path} {answer}");
            assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
        }
    }
}

#[tokio::test]
async fn chunks_without_end_are_refused_after_16_kib() {
    let app = TestApp::new().await;
    let mut socket = connect(&app).await;
    socket.write_all(b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n").await.unwrap();
    let chunk = format!("400\r\n{}\r\n", "x".repeat(0x400));
    let (mut reader, mut writer) = socket.split();
    let mut sent = 0;
    let send = async {
        while writer.write_all(chunk.as_bytes()).await.is_ok() {
            sent += 0x400;
        }
    };
    let mut answer = Vec::new();
    _ = tokio::join!(send, reader.read_to_end(&mut answer));
    assert_eq!(statuses(&String::from_utf8(answer).unwrap()), [413]);
    assert!(sent < 100 * 1024 * 1024, "{sent} bytes were taken");
}

#[tokio::test]
async fn a_body_in_chunks_is_read_and_the_connection_ends_with_it() {
    let app = TestApp::with_bob().await;
    let login = format!("email={BOB}&password={PASSWORD}");
    let head = "POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    let body = format!("{:x}\r\n{login}\r\n0\r\n\r\n", login.len());
    let answer = exchange(&app, format!("{head}{body}{HIDDEN}").as_bytes()).await;
    assert_eq!(statuses(&answer), [200], "{answer}");
}

#[tokio::test]
async fn an_upgrade_is_not_made_and_disturbs_nothing() {
    let app = TestApp::new().await;
    let upgrade = "GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
    let close = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    for upgrade in [upgrade, &upgrade.replace("websocket", "h2c")] {
        assert_eq!(statuses(&exchange(&app, format!("{upgrade}{close}").as_bytes()).await), [200, 200]);
    }
}

#[tokio::test]
async fn who_expects_to_be_asked_for_the_body_is_asked() {
    let app = TestApp::new().await;
    let head =
        |length| format!("POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n");
    let mut socket = connect(&app).await;
    socket.write_all(head(1).as_bytes()).await.unwrap();
    let mut asked = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    socket.read_exact(&mut asked).await.unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    let mut socket = connect(&app).await;
    socket.write_all(head(16 * 1024 + 1).as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert_eq!(statuses(&answer), [413], "nobody wants it: {answer}");
}
