//! Cookies and forms: what is read of a request before the service is asked, and what of it is refused at first sight.

use crate::service::Service;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use criterion::Criterion;

/// What can't be anyone's address is refused before a password is hashed, and counts as no guess.
const FORM: &str = "email=nobody&password=violet+anchors+sing";
const JSON: &str = r#"{"email":"nobody","password":"violet anchors sing"}"#;
const MULTIPART: &str = "--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nnobody\r\n\
                         --x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nviolet anchors sing\r\n--x--\r\n";

pub(crate) fn bench(criterion: &mut Criterion, service: &Service) {
    let profile = |cookie: &str| Request::get("/profile").header("cookie", cookie).body(Body::empty()).unwrap();
    service.bench(criterion, "cookies/of a session", StatusCode::OK, || profile(&service.cookie));
    service.bench(criterion, "cookies/of none", StatusCode::FORBIDDEN, || profile("theme=dark"));
    let bodies = [
        ("forms/urlencoded", "application/x-www-form-urlencoded", FORM),
        ("forms/JSON", "application/json", JSON),
        ("forms/multipart", "multipart/form-data; boundary=x", MULTIPART),
    ];
    for (name, content_type, body) in bodies {
        service.bench(criterion, name, StatusCode::UNAUTHORIZED, || {
            Request::post("/sessions").header("content-type", content_type).body(Body::from(body)).unwrap()
        });
    }
}
