//! Every header of every kind of answer, none more and none less.

use crate::support::{ALICE, Answer, BOB, BROWSER, GOOD_PASSWORD, PASSWORD, TestApp};
use app::{
    routes::{ACCOUNT, PAGES},
    ssr::server_function_paths,
};
use auth::{DatabaseConfig, Mode, test_support::ScratchDatabase};
use reqwest::header::COOKIE;
use std::{collections::BTreeMap, time::Duration};

type Headers = BTreeMap<&'static str, &'static str>;

/// What differs from one answer to the next of the same kind, or is looked at elsewhere.
const OTHERS: [&str; 8] =
    ["date", "transfer-encoding", "content-length", "x-request-id", "etag", "set-cookie", "location", "allow"];

const NONCE: &str = "NONCE";
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'nonce-NONCE' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; \
    frame-ancestors 'none'";
const PLAIN_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; \
    object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
    fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// A kind of answer, and what it has besides what all have.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Page,
    AccountPage,
    /// A document that is not a page of the application.
    Plain,
    Data,
    /// Data or a page, by what is asked for.
    DataOrPage,
    Redirect,
    Hashed,
    Unnamed,
}

impl Kind {
    fn headers(self) -> Headers {
        let common = [
            ("cache-control", "no-store"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
        ];
        let document = [("content-type", "text/html; charset=utf-8"), ("permissions-policy", PERMISSIONS)];
        let page = [("content-security-policy", PAGE_POLICY)].into_iter().chain(document);
        let data = [("content-type", "application/json"), ("x-robots-tag", "noindex")];
        let own: Vec<_> = match self {
            Self::Page => page.collect(),
            Self::AccountPage => page.chain([("x-robots-tag", "noindex")]).collect(),
            Self::Plain => document.into_iter().chain([("content-security-policy", PLAIN_POLICY)]).collect(),
            Self::Data => data.to_vec(),
            Self::DataOrPage => data.into_iter().chain([("vary", "Accept")]).collect(),
            Self::Redirect => vec![],
            Self::Hashed => vec![
                ("cache-control", "public, max-age=31536000, immutable"),
                ("content-type", "text/css; charset=utf-8"),
                ("vary", "Accept-Encoding"),
            ],
            Self::Unnamed => vec![
                ("cache-control", "public, max-age=3600"),
                ("content-type", "image/svg+xml"),
                ("vary", "Accept-Encoding"),
            ],
        };
        common.into_iter().chain(own).collect()
    }
}

/// Compares what an answer has with what its kind has, and with these.
fn has(answer: &Answer, what: &str, status: u16, kind: Kind, more: &[(&'static str, &'static str)]) {
    assert_eq!(answer.status, status, "{what} {answer:?}");
    let names = answer.headers.keys().map(reqwest::header::HeaderName::as_str).filter(|name| !OTHERS.contains(name));
    let values = |name| answer.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect::<Vec<_>>();
    let seen: BTreeMap<_, _> = names.map(|name| (name, without_nonce(&values(name).join(", ")))).collect();
    let expected = kind.headers().into_iter().chain(more.iter().copied());
    let expected: BTreeMap<_, _> = expected.map(|(name, value)| (name, value.to_owned())).collect();
    assert_eq!(seen, expected, "{what} {kind:?}");
}

fn nonce(policy: &str) -> Option<&str> {
    policy.split("'nonce-").nth(1)?.split('\'').next()
}

fn without_nonce(policy: &str) -> String {
    nonce(policy).map_or_else(|| policy.to_owned(), |nonce| policy.replace(nonce, NONCE))
}

const HSTS: (&str, &str) = ("strict-transport-security", "max-age=31536000; includeSubDomains");
/// Of what may be compressed.
const COMPRESSED: (&str, &str) = ("vary", "accept-encoding");

#[tokio::test]
async fn every_answer_has_the_headers_of_its_kind() {
    for (mode, password) in [(Mode::Development, PASSWORD), (Mode::Production, GOOD_PASSWORD)] {
        let (app, more) = match mode {
            Mode::Development => (TestApp::with_bob().await, vec![]),
            Mode::Production => (TestApp::in_production_with_bob().await, vec![HSTS]),
        };
        let login = [("email", BOB), ("password", password)];
        let session = app.send("POST", "/sessions", &login).await;
        let cookie = session.cookies()[0].split(';').next().unwrap().to_owned();
        let page = [&more[..], &[COMPRESSED]].concat();
        has(&session, "signing in", 200, Kind::Data, &more);
        for path in PAGES.into_iter().filter(|path| ![ACCOUNT, "/"].contains(path)) {
            has(&app.open(path, "").await, path, 200, Kind::Page, &page);
        }
        has(&app.open(ACCOUNT, &cookie).await, ACCOUNT, 200, Kind::AccountPage, &page);
        let home = app.open("/", "").await;
        has(&home, "home", 200, Kind::Page, &[&more[..], &[("vary", "Accept, accept-encoding")]].concat());
        has(&app.open("/nowhere", "").await, "no page", 404, Kind::Page, &[&more[..], &[("vary", "Accept")]].concat());
        let style = home.body.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        has(&app.send("GET", style, &[]).await, style, 200, Kind::Hashed, &more);
        has(&app.send("GET", "/favicon.svg", &[]).await, "icon", 200, Kind::Unnamed, &more);
        has(&app.open(ACCOUNT, "").await, "signed out", 303, Kind::Redirect, &more);
        has(&app.open("/login/", "").await, "a slash", 308, Kind::Redirect, &more);
        for path in server_function_paths() {
            let answer = app.send("POST", path, &[("email", "x"), ("email", "y")]).await;
            has(&answer, path, answer.status.as_u16(), Kind::Data, &more);
            let large = app.send("POST", path, &[("email", &"x".repeat(17 * 1024))]).await;
            has(&large, path, 413, Kind::Data, &[&more[..], &[("connection", "close")]].concat());
        }
        let native = app.post_natively("/api/login", "", &login).await;
        has(&native, "a native form", 303, Kind::Redirect, &more);
        rest(&app, &cookie, &more).await;
        app.auth.close().await;
        has(&app.send("POST", "/sessions", &login).await, "a fault", 500, Kind::Data, &more);
        has(&app.open(ACCOUNT, &cookie).await, "a fault of a page", 500, Kind::Plain, &page);
    }
}

async fn rest(app: &TestApp, cookie: &str, more: &[(&'static str, &'static str)]) {
    let asked = |method: &str, path: &str| app.request(method, path).header(COOKIE, cookie);
    has(&app.send("GET", "/", &[]).await, "greeting", 200, Kind::DataOrPage, more);
    has(&Answer::of(asked("GET", "/profile")).await, "profile", 200, Kind::DataOrPage, more);
    has(&app.send("GET", "/profile", &[]).await, "profile", 403, Kind::DataOrPage, more);
    has(&app.send("GET", "/openapi.json", &[]).await, "description", 200, Kind::Data, more);
    has(&app.send("GET", "/connection", &[]).await, "connection", 200, Kind::Data, more);
    has(&app.send("GET", "/healthz", &[]).await, "health", 200, Kind::Data, more);
    has(&app.send("GET", "/readyz", &[]).await, "readiness", 200, Kind::Data, more);
    has(&app.send("POST", "/users", &[]).await, "sign-up", 400, Kind::Data, more);
    has(&app.send("POST", "/sessions", &[]).await, "sign-in", 401, Kind::Data, more);
    has(
        &Answer::of(asked("POST", "/users").header("content-type", "text/plain").body("x")).await,
        "another type",
        415,
        Kind::Data,
        more,
    );
    has(&app.send("PUT", "/users", &[]).await, "another method", 405, Kind::Data, more);
    has(&app.send("GET", "/nowhere", &[]).await, "nothing", 404, Kind::DataOrPage, more);
    has(&app.send("POST", "/nowhere", &[]).await, "nothing", 404, Kind::DataOrPage, more);
    let closing = [more, &[("connection", "close")]].concat();
    let large = app.send("POST", "/users", &[("email", &"x".repeat(17 * 1024))]).await;
    has(&large, "large", 413, Kind::Data, &closing);
    has(&app.send("GET", &format!("/{}", "x".repeat(8 * 1024)), &[]).await, "long", 414, Kind::Data, &closing);
    let foreign = || asked("POST", "/users").header("sec-fetch-site", "cross-site");
    has(&Answer::of(foreign()).await, "another site", 403, Kind::Data, more);
    has(&Answer::of(foreign().header("accept", BROWSER)).await, "another site", 403, Kind::Plain, more);
    has(&Answer::of(asked("DELETE", "/sessions")).await, "sign-out", 302, Kind::Redirect, more);
}

#[tokio::test]
async fn an_answer_that_says_not_now_has_them_too() {
    let database = ScratchDatabase::new().await;
    let config = DatabaseConfig { acquire_timeout: Duration::from_secs(1), ..database.config() };
    let app = TestApp::with(config, |_| ()).await;
    let taken = app.auth.occupy_database().await;
    let cookie = "session_id=0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091";
    let later = [("retry-after", "2")];
    let (readiness, profile, function, page) = tokio::join!(
        app.send("GET", "/readyz", &[]),
        Answer::of(app.request("GET", "/profile").header(COOKIE, cookie)),
        app.send("POST", "/api/login", &[("email", ALICE), ("password", "x")]),
        app.open(ACCOUNT, cookie),
    );
    has(&readiness, "readiness", 503, Kind::Data, &later);
    has(&profile, "profile", 503, Kind::DataOrPage, &later);
    has(&function, "signing in", 503, Kind::Data, &later);
    has(&page, ACCOUNT, 503, Kind::Plain, &[later[0], COMPRESSED]);
    drop(taken);
}

#[tokio::test]
async fn the_nonce_of_every_page_is_new_each_time_and_stands_in_its_attribute_only() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    let anonymous = PAGES.into_iter().filter(|path| *path != ACCOUNT).chain(["/nowhere"]).map(|path| (path, ""));
    for (path, cookie) in anonymous.chain([(ACCOUNT, &*cookie), ("/", &cookie)]) {
        let mut nonces = Vec::new();
        for _ in 0..2 {
            let page = app.open(path, cookie).await;
            let nonce = nonce(page.header("content-security-policy")).unwrap().to_owned();
            let value = nonce.trim_end_matches('=');
            assert!(
                value.len() >= 22 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte))
            );
            let attribute = format!(r#"nonce="{nonce}""#);
            assert!(page.body.contains(&attribute), "{path}");
            assert_eq!(page.body.matches(value).count(), page.body.matches(&attribute).count(), "{path}");
            assert_eq!(page.body.matches("<script").count(), page.body.matches(&attribute).count(), "{path}");
            assert!(!page.body.contains(" style=") && !page.body.contains(" onclick="), "{path}");
            nonces.push(nonce);
        }
        assert_ne!(nonces[0], nonces[1], "{path}");
    }
}
