//! `/openapi.json` says what the server does.

use crate::support::{ALICE, Answer, BOB, BROWSER, PASSWORD, TestApp};
use auth::{DatabaseConfig, Limits, Mode, Rate, test_support::ScratchDatabase};
use reqwest::{
    RequestBuilder,
    header::{ACCEPT, CONTENT_TYPE, COOKIE},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

async fn description(app: &TestApp) -> Value {
    app.send("GET", "/openapi.json", &[]).await.json()
}

#[tokio::test]
async fn it_describes_exactly_the_rest_routes() {
    let description = description(&TestApp::new().await).await;
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let operations: Vec<_> = operations(&description).into_iter().map(|(operation, ..)| operation).collect();
    let expected = [
        "DELETE /sessions",
        "GET /",
        "GET /connection",
        "GET /healthz",
        "GET /profile",
        "GET /readyz",
        "POST /reset_password",
        "POST /sessions",
        "POST /users",
        "POST /verify_email",
        "PUT /reset_password",
        "PUT /verify_email",
    ];
    assert_eq!(operations, expected);
}

#[tokio::test]
async fn every_field_of_a_request_is_required_in_every_encoding() {
    let description = description(&TestApp::new().await).await;
    for (path, method, names) in [
        ("/users", "post", &["email", "password"][..]),
        ("/sessions", "post", &["email", "password"]),
        ("/reset_password", "post", &["email"]),
        ("/reset_password", "put", &["email", "new_password", "reset_token"]),
        ("/verify_email", "post", &["email"]),
        ("/verify_email", "put", &["code", "email"]),
    ] {
        let names: BTreeSet<_> = names.iter().map(ToString::to_string).collect();
        let body = &description["paths"][path][method]["requestBody"];
        assert_eq!(body["required"], true, "{method} {path}");
        let encodings = body["content"].as_object().unwrap();
        assert_eq!(encodings.len(), 3, "{method} {path}");
        for content in encodings.values() {
            let [shape] = &shapes(&description, &content["schema"])[..] else { panic!("{content}") };
            assert_eq!((&shape.properties, &shape.required), (&names, &names), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_session_cookie_is_described_where_it_is_read() {
    let description = description(&TestApp::new().await).await;
    let scheme = &description["components"]["securitySchemes"]["session"];
    assert_eq!(
        (&scheme["type"], &scheme["in"], &scheme["name"]),
        (&"apiKey".into(), &"cookie".into(), &"session_id".into())
    );
    let mut read = Vec::new();
    for (operation, path, method) in operations(&description) {
        if !description["paths"][&path][&method]["security"].is_null() {
            assert_eq!(description["paths"][&path][&method]["security"], json!([{"session": []}]));
            read.push(operation);
        }
    }
    assert_eq!(read, ["DELETE /sessions", "GET /profile"]);
}

#[tokio::test]
async fn the_described_answers_are_the_given_ones() {
    let database = ScratchDatabase::new().await;
    let config = DatabaseConfig { acquire_timeout: Duration::from_secs(1), ..database.config() };
    let app = TestApp::with(config, |_| ()).await;
    app.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    let description = description(&app).await;
    let mut seen = BTreeSet::new();
    for (method, path, request) in requests(&app).await {
        let answer = Answer::of(request).await;
        check(&description, method, path, &answer);
        seen.insert(format!("{method} {path} {}", answer.status.as_u16()));
    }
    let busy = app.auth.occupy_database().await;
    let asked: Vec<_> = unanswerable(&app)
        .into_iter()
        .map(|(method, path, request)| (method, path, tokio::spawn(Answer::of(request))))
        .collect();
    for (method, path, answer) in asked {
        let answer = answer.await.unwrap();
        assert_eq!(answer.status, 503, "{method} {path}");
        check(&description, method, path, &answer);
        seen.insert(format!("{method} {path} 503"));
    }
    drop(busy);
    let one_a_day = Rate::new(1, Duration::from_secs(24 * 60 * 60));
    let tight = TestApp::alone(|config| {
        let usual = config.limits;
        config.limits =
            Limits { sign_ins: one_a_day, sign_ups: one_a_day, mail_requests: one_a_day, codes: one_a_day, ..usual };
    })
    .await;
    tight.send("POST", "/sessions", &[("email", BOB), ("password", "wrong")]).await;
    for (method, path, request) in unanswerable(&tight).into_iter().chain(unanswerable(&tight)) {
        let answer = Answer::of(request).await;
        if answer.status == 429 {
            check(&description, method, path, &answer);
            seen.insert(format!("{method} {path} 429"));
        }
    }
    let production = TestApp::in_mode(Mode::Production).await;
    let ready = production.send("GET", "/readyz", &[]).await;
    check(&description, "GET", "/readyz", &ready);
    seen.insert(format!("GET /readyz {}", ready.status.as_u16()));
    let mailed = production.send("POST", "/reset_password", &[("email", BOB)]).await;
    check(&description, "POST", "/reset_password", &mailed);
    let described = operations(&description).into_iter().flat_map(|(operation, path, method)| {
        let responses = description["paths"][path][method]["responses"].as_object().unwrap();
        responses.keys().map(|status| format!("{operation} {status}")).collect::<Vec<_>>()
    });
    assert_eq!(seen, described.collect());
}

/// Requests that can't be answered without the database, one of each route that needs it.
fn unanswerable(app: &TestApp) -> Vec<(&'static str, &'static str, RequestBuilder)> {
    let token = "0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091";
    let fields = [("email", BOB), ("password", PASSWORD), ("reset_token", token), ("new_password", PASSWORD)];
    let form = |method, path, fields: &[(&str, &str)]| (method, path, app.request(method, path).form(fields));
    let with_cookie =
        |method, path| (method, path, app.request(method, path).header(COOKIE, format!("session_id={token}")));
    vec![
        form("POST", "/users", &fields[..2]),
        form("POST", "/sessions", &fields[..2]),
        form("POST", "/reset_password", &fields[..1]),
        form("PUT", "/reset_password", &[fields[0], fields[2], fields[3]]),
        form("POST", "/verify_email", &fields[..1]),
        form("PUT", "/verify_email", &[fields[0], ("code", token)]),
        with_cookie("GET", "/profile"),
        with_cookie("DELETE", "/sessions"),
        form("GET", "/readyz", &[]),
    ]
}

/// Requests that get every other answer there is.
async fn requests(app: &TestApp) -> Vec<(&'static str, &'static str, RequestBuilder)> {
    let code = app.code_for(BOB).await;
    let (cookie, token) = (app.bobs_cookie().await, app.bobs_reset_token().await);
    let credentials = [("email", BOB), ("password", PASSWORD)];
    let verify = |code| [("email", BOB), ("code", code)];
    let reset = |token| [("email", BOB), ("reset_token", token), ("new_password", "new")];
    let form = |method, path, fields: &[(&str, &str)]| (method, path, app.request(method, path).form(fields));
    let mut requests = vec![
        form("GET", "/", &[]),
        form("GET", "/connection", &[]),
        form("GET", "/healthz", &[]),
        form("POST", "/users", &[("email", ALICE), ("password", PASSWORD)]),
        form("POST", "/users", &credentials),
        form("POST", "/sessions", &credentials),
        form("POST", "/sessions", &[]),
        form("GET", "/profile", &[]),
        ("GET", "/profile", app.request("GET", "/profile").header(COOKIE, &cookie)),
        ("GET", "/profile", app.request("GET", "/profile").header(ACCEPT, BROWSER)),
        form("DELETE", "/sessions", &[]),
        ("DELETE", "/sessions", app.request("DELETE", "/sessions").header(COOKIE, &cookie)),
        form("PUT", "/reset_password", &[]),
        form("PUT", "/reset_password", &reset("x")),
        form("PUT", "/reset_password", &reset(&token)),
        form("POST", "/reset_password", &[]),
        form("POST", "/reset_password", &[("email", "nobody@me.com")]),
        form("POST", "/reset_password", &[("email", BOB)]),
        form("POST", "/verify_email", &[]),
        form("POST", "/verify_email", &[("email", BOB)]),
        form("PUT", "/verify_email", &[]),
        form("PUT", "/verify_email", &verify("x")),
        form("PUT", "/verify_email", &verify(&code)),
    ];
    let too_large = "x".repeat(17 * 1024);
    for (method, path) in [
        ("POST", "/users"),
        ("POST", "/sessions"),
        ("POST", "/reset_password"),
        ("PUT", "/reset_password"),
        ("POST", "/verify_email"),
        ("PUT", "/verify_email"),
    ] {
        requests.push(form(method, path, &[("email", &too_large)]));
        requests.push((method, path, app.request(method, path).header(CONTENT_TYPE, "text/plain").body("x")));
        requests.push((method, path, app.request(method, path).header("sec-fetch-site", "cross-site")));
    }
    requests
}

/// Every operation as "GET /path", with its path and its method as the description spells them.
fn operations(description: &Value) -> Vec<(String, String, String)> {
    let paths = description["paths"].as_object().unwrap().iter();
    let mut operations: Vec<_> = paths
        .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| (path, method)))
        .map(|(path, method)| (format!("{} {path}", method.to_uppercase()), path.clone(), method.clone()))
        .collect();
    operations.sort();
    operations
}

/// Asserts that the answer is described, down to its fields.
fn check(description: &Value, method: &str, path: &str, answer: &Answer) {
    let response = &description["paths"][path][method.to_lowercase()]["responses"][answer.status.as_str()];
    assert!(response.is_object(), "{method} {path} answered {} undescribed", answer.status);
    let response = resolved(description, response);
    let described = &response["content"]["application/json"]["schema"];
    if answer.header("content-type") != "application/json" {
        assert!(described.is_null(), "{method} {path} {}", answer.status);
        return;
    }
    let answered: BTreeSet<_> = answer.json().as_object().unwrap().keys().cloned().collect();
    let shapes = shapes(description, described);
    assert!(shapes.iter().all(|shape| shape.properties == shape.required), "{shapes:?}");
    assert!(shapes.iter().any(|shape| shape.properties == answered), "{method} {path} {answered:?} {shapes:?}");
}

/// What is described once and referred to by a JSON pointer (RFC 6901), or the thing itself.
fn resolved<'a>(description: &'a Value, thing: &'a Value) -> &'a Value {
    let Some(pointer) = thing["$ref"].as_str() else { return thing };
    description.pointer(pointer.strip_prefix('#').unwrap()).unwrap()
}

/// The names of an object's members.
#[derive(Debug)]
struct Shape {
    properties: BTreeSet<String>,
    required: BTreeSet<String>,
}

/// What a schema allows: the object that it names, or each of those that it lets one choose from.
fn shapes(description: &Value, schema: &Value) -> Vec<Shape> {
    let schema = resolved(description, schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().flat_map(|choice| shapes(description, choice)).collect();
    }
    let properties = schema["properties"].as_object().unwrap().keys().cloned().collect();
    let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
    vec![Shape { properties, required: required.iter().map(|name| name.as_str().unwrap().to_owned()).collect() }]
}
