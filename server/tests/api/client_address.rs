//! Where a request comes from: whoever is connected, or whom a trusted proxy speaks for.

use crate::{
    program::Program,
    support::{Answer, BOB, PASSWORD, TestApp},
};
use auth::test_support::ScratchDatabase;
use reqwest::RequestBuilder;
use serde_json::json;
use server::proxies::{ProxyHeader, TrustedProxies, network};

/// A server to which this machine, from which all tests ask, is a trusted proxy; its database must be kept, too.
async fn behind_this_machine(header: ProxyHeader) -> (TestApp, ScratchDatabase) {
    let database = ScratchDatabase::new().await;
    let proxies = TrustedProxies::new(vec![network("127.0.0.1").unwrap()], header);
    (TestApp::behind(proxies, database.config(), |_| ()).await, database)
}

/// The address that the server sees.
async fn seen(request: RequestBuilder) -> String {
    Answer::of(request).await.json()["address"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_asker_is_told_what_is_seen_and_nothing_else() {
    let app = TestApp::new().await;
    let answer = Answer::of(app.request("GET", "/connection")).await;
    let expected = json!({"address": "127.0.0.1", "service": "bienvenue", "version": env!("CARGO_PKG_VERSION")});
    assert_eq!((answer.status.as_u16(), answer.json()), (200, expected));
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn headers_are_believed_from_trusted_proxies_only() {
    let ask = |app: &TestApp| app.request("GET", "/connection");
    let app = TestApp::new().await;
    for (name, value) in [("x-forwarded-for", "192.0.2.1"), ("forwarded", "for=192.0.2.1"), ("x-real-ip", "192.0.2.1")]
    {
        assert_eq!(seen(ask(&app).header(name, value)).await, "127.0.0.1", "{name}");
    }
    let (app, _database) = behind_this_machine(ProxyHeader::XForwardedFor).await;
    assert_eq!(seen(ask(&app)).await, "127.0.0.1");
    let lines = ask(&app).header("x-forwarded-for", "192.0.2.1").header("x-forwarded-for", "203.0.113.7, 127.0.0.1");
    assert_eq!(seen(lines.header("forwarded", "for=192.0.2.1")).await, "203.0.113.7");
    let (app, _database) = behind_this_machine(ProxyHeader::Forwarded).await;
    let forged = ask(&app).header("x-forwarded-for", "192.0.2.1");
    assert_eq!(seen(forged.header("forwarded", "for=\"[2001:db8::7]:443\"")).await, "2001:db8::7");
}

#[tokio::test]
async fn what_is_written_down_about_a_sign_in_is_the_clients_network() {
    let (app, _database) = behind_this_machine(ProxyHeader::XForwardedFor).await;
    let credentials = [("email", BOB), ("password", PASSWORD)];
    app.send("POST", "/users", &credentials).await;
    for (path, address, network) in
        [("/sessions", "203.0.113.7", "203.0.113.0/24"), ("/api/login", "2001:db8::7", "2001:db8::/48")]
    {
        let log_in = app.request("POST", path).header("x-forwarded-for", address).form(&credentials);
        let cookie = Answer::of(log_in).await.cookies().remove(0).split(';').next().unwrap().to_owned();
        assert!(app.open("/account", &cookie).await.body.contains(network), "{path}");
    }
}

#[tokio::test]
async fn the_program_is_told_its_proxies_by_flag_or_variable() {
    let seen = async |program: &Program| {
        let url = format!("http://{}/connection", program.address());
        seen(reqwest::Client::new().get(url).header("forwarded", "for=203.0.113.7, for=198.51.100.9")).await
    };
    let program = Program::start(&["--trusted-proxy=127.0.0.1,10.0.0.0/8", "--trusted-proxy=198.51.100.9"]);
    assert_eq!(seen(&program).await, "127.0.0.1", "that is not the header they write");
    let mut program = Program::begin(tempfile::tempdir().unwrap(), |command| {
        command.env("BIENVENUE_TRUSTED_PROXY", "127.0.0.1,198.51.100.0/24").env("BIENVENUE_PROXY_HEADER", "forwarded")
    });
    program.wait_until_ready();
    assert_eq!(seen(&program).await, "203.0.113.7");
}
