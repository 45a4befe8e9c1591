//! A server of its own for each test, and a client that follows no redirect and keeps no cookie.

use app::ssr::Context;
use auth::{
    Auth, AuthConfig, Clock, DatabaseConfig, HashCost, Limits, MailConfig, Mode, Timestamp,
    test_support::ScratchDatabase,
};
use reqwest::{
    Client, Method, RequestBuilder, Response, StatusCode,
    header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE},
    redirect::Policy,
};
use serde_json::Value;
use server::{ConnectionLimits, Monitor, asset_names, proxies::TrustedProxies, router, serve};
use std::{collections::HashMap, ops::Deref, time::Duration};
use tempfile::TempDir;
use tokio::net::TcpListener;

pub(crate) const BOB: &str = "bob@me.com";
pub(crate) const ALICE: &str = "alice@me.com";
pub(crate) const PASSWORD: &str = "mySuperPwd";
/// One that production takes.
pub(crate) const GOOD_PASSWORD: &str = "violet anchors sing";
/// What Chromium sends when a person opens an address.
pub(crate) const BROWSER: &str =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

/// A running server, and a client of it.
pub(crate) struct TestApp {
    pub(crate) auth: Auth,
    pub(crate) clock: Clock,
    pub(crate) monitor: Monitor,
    client: TestClient,
    _database: Option<ScratchDatabase>,
    _mails: TempDir,
}

/// A client of a server, wherever that runs.
pub(crate) struct TestClient {
    pub(crate) url: String,
    client: Client,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: String,
}

impl TestApp {
    pub(crate) async fn new() -> Self {
        Self::in_mode(Mode::Development).await
    }

    pub(crate) async fn in_mode(mode: Mode) -> Self {
        Self::alone(|config| config.mode = mode).await
    }

    /// A server on a database of its own.
    pub(crate) async fn alone(change: impl FnOnce(&mut AuthConfig)) -> Self {
        let database = ScratchDatabase::new().await;
        let app = Self::with(database.config(), change).await;
        Self { _database: Some(database), ..app }
    }

    /// A server on a database that others may use, too.
    pub(crate) async fn with(database: DatabaseConfig, change: impl FnOnce(&mut AuthConfig)) -> Self {
        Self::behind(TrustedProxies::default(), database, change).await
    }

    /// A server that believes these proxies.
    pub(crate) async fn behind(
        proxies: TrustedProxies,
        database: DatabaseConfig,
        change: impl FnOnce(&mut AuthConfig),
    ) -> Self {
        let mails = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut config = AuthConfig {
            mode: Mode::Development,
            database,
            mail: MailConfig::Mailbox(mails.path().to_owned()),
            public_url: url.clone(),
            // 2026-11-22T00:00:00Z
            clock: Clock::manual(Timestamp::from_millis(1_795_305_600_000)),
            hash_cost: HashCost::LOWEST,
            min_password_chars: AuthConfig::MIN_PASSWORD_CHARS,
            limits: Limits::of(Mode::Development),
        };
        change(&mut config);
        let clock = config.clock.clone();
        let auth = Auth::open(config).await.unwrap();
        let monitor = Monitor::new(&auth);
        let router = router(Context::new(auth.clone(), asset_names()), proxies, &monitor);
        let (limits, connections) = (ConnectionLimits::default(), monitor.connections());
        tokio::spawn(serve(listener, router, limits, connections, std::future::pending()));
        Self { auth, monitor, clock, client: TestClient::of(url), _database: None, _mails: mails }
    }

    /// A server on which Bob has an account.
    pub(crate) async fn with_bob() -> Self {
        let app = Self::new().await;
        let answer = app.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 200);
        // So that the next mail is newer than that about his address.
        app.clock.advance(Duration::from_millis(1));
        app
    }

    /// A server in production mode, on which Bob has an account. Its mails stay in a mailbox all the same.
    pub(crate) async fn in_production_with_bob() -> Self {
        let app = Self::in_mode(Mode::Production).await;
        app.send("POST", "/users", &[("email", BOB), ("password", GOOD_PASSWORD)]).await;
        let code = app.code_for(BOB).await;
        let answer = app.send("PUT", "/verify_email", &[("email", BOB), ("code", &code)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        app
    }

    /// The token in the link of the newest mail to an address that has one.
    pub(crate) async fn code_for(&self, email: &str) -> String {
        let mails = self.auth.mailbox().await.unwrap();
        let to_them = mails.iter().filter(|mail| mail.to == email);
        let code = to_them.filter_map(|mail| mail.text.split("&code=").nth(1)?.split_whitespace().next()).next();
        code.unwrap().to_owned()
    }
}

impl Deref for TestApp {
    type Target = TestClient;

    fn deref(&self) -> &TestClient {
        &self.client
    }
}

impl TestClient {
    pub(crate) fn of(url: String) -> Self {
        Self { url, client: Client::builder().redirect(Policy::none()).build().unwrap() }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.url))
    }

    /// Sends a form, as `curl -d` does.
    pub(crate) async fn send(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.request(method, path).form(fields)).await
    }

    /// Posts a form as a browser does by itself, with these cookies.
    pub(crate) async fn post_natively(&self, path: &str, cookies: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.request("POST", path).header(ACCEPT, BROWSER).header("sec-fetch-site", "same-origin");
        Answer::of(request.header(COOKIE, cookies).form(fields)).await
    }

    /// Opens a page as a browser does, with these cookies.
    pub(crate) async fn open(&self, path: &str, cookies: &str) -> Answer {
        Answer::of(self.request("GET", path).header(ACCEPT, BROWSER).header(COOKIE, cookies)).await
    }

    /// Logs Bob in; answers his cookie.
    pub(crate) async fn bobs_cookie(&self) -> String {
        let answer = self.send("POST", "/sessions", &[("email", BOB), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.cookies().remove(0).split(';').next().unwrap().to_owned()
    }

    /// A reset token of Bob's.
    pub(crate) async fn bobs_reset_token(&self) -> String {
        let answer = self.send("POST", "/reset_password", &[("email", BOB)]).await;
        answer.json()["reset_token"].as_str().unwrap().to_owned()
    }

    /// The status of `GET /profile` with these cookies.
    pub(crate) async fn profile_status(&self, cookies: &str) -> u16 {
        Answer::of(self.request("GET", "/profile").header(COOKIE, cookies)).await.status.as_u16()
    }
}

impl Answer {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response: Response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }

    /// The JSON's one text field `message`.
    pub(crate) fn message(&self) -> String {
        let fields: HashMap<String, String> = serde_json::from_value(self.json()).unwrap();
        assert_eq!(fields.len(), 1, "{fields:?}");
        fields["message"].clone()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    pub(crate) fn cookies(&self) -> Vec<String> {
        self.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    /// The first cookie that is set, as the browser sends it back.
    pub(crate) fn first_cookie(&self) -> String {
        self.cookies()[0].split(';').next().unwrap().to_owned()
    }

    /// The flash cookie, as the browser sends it back.
    pub(crate) fn flash(&self) -> String {
        let is_flash = |cookie: &String| ["flash=", "__Host-flash="].iter().any(|name| cookie.starts_with(name));
        let cookie = self.cookies().into_iter().find(is_flash).unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}
