use crate::support::{ALICE, Answer, BOB, BROWSER, PASSWORD, TestApp};
use app::{
    routes::{ACCOUNT_DATA, PAGES},
    ssr::server_function_paths,
};
use auth::{Mode, Password, test_support::ScratchDatabase};
use reqwest::header::{ACCEPT, COOKIE};
use serde_json::Value;

/// Everything that changes something: the REST routes as their description has them, the server functions as the
/// framework has them, and the download, which is written down.
async fn writing_routes(app: &TestApp) -> Vec<(String, String)> {
    let description = app.send("GET", "/openapi.json", &[]).await.json();
    let methods = |(path, methods): (&String, &Value)| {
        let methods = methods.as_object().unwrap().keys().filter(|method| *method != "get");
        methods.map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
    };
    let rest: Vec<_> = description["paths"].as_object().unwrap().iter().flat_map(methods).collect();
    let functions = server_function_paths().into_iter().map(|path| ("POST".to_owned(), path.to_owned()));
    let routes: Vec<_> = rest.into_iter().chain(functions).chain([("POST".into(), ACCOUNT_DATA.into())]).collect();
    assert!(routes.len() > 20, "{routes:?}");
    routes
}

/// What a request says about where it comes from, and whether it is let through.
fn sources(own: &str) -> Vec<(Vec<(&'static str, String)>, bool)> {
    let (port, other) = (own.rsplit(':').next().unwrap(), "https://evil.test");
    let origin = |value: String| vec![("origin", value)];
    let site = |value: &str, origin: &str| vec![("sec-fetch-site", value.to_owned()), ("origin", origin.to_owned())];
    vec![
        (site("same-origin", own), true),
        (site("none", own), true),
        (site("same-origin", other), true),
        (site("same-site", own), false),
        (site("cross-site", own), false),
        (site("cross-site", other), false),
        (site("same-origin, cross-site", own), false),
        (site("Same-Origin", own), false),
        (site("made-up", own), false),
        (site("", own), false),
        (vec![("sec-fetch-site", "none".into()), ("sec-fetch-site", "none".into())], false),
        (origin(own.to_owned()), true),
        (origin(format!("http://localhost:{port}")), true),
        (origin(other.into()), false),
        (origin("null".into()), false),
        (origin(String::new()), false),
        (origin(own.replace("http:", "https:")), false),
        (origin(format!("{own}0")), false),
        (origin(format!("{own}/")), false),
        (origin("http://127.0.0.1".into()), false),
        (origin(format!("http://127.0.0.1.evil.test:{port}")), false),
        (vec![("origin", own.into()), ("origin", own.into())], false),
        (vec![], true),
        // Whoever sends the request writes these, so they change nothing.
        (vec![("origin", other.into()), ("host", "evil.test".into())], false),
        (vec![("origin", other.into()), ("x-forwarded-host", "evil.test".into())], false),
    ]
}

#[tokio::test]
async fn what_other_sites_send_is_refused_on_every_route_that_changes_something() {
    let app = TestApp::with_bob().await;
    let (cookie, token) = (app.bobs_cookie().await, app.bobs_reset_token().await);
    let mails = app.auth.mailbox().await.unwrap().len();
    // Enough for everything that can be asked for.
    let fields = [
        ("email", ALICE),
        ("new_email", ALICE),
        ("password", PASSWORD),
        ("current_password", PASSWORD),
        ("new_password", "another"),
        ("reset_token", &token),
        ("confirmation", BOB),
    ];
    for (method, path) in writing_routes(&app).await {
        for (source, _) in sources(&app.url).iter().filter(|(_, is_ours)| !is_ours) {
            for (accept, content_type) in [(BROWSER, "text/html; charset=utf-8"), ("*/*", "application/json")] {
                let request = app.request(&method, &path).header(COOKIE, &cookie).header(ACCEPT, accept).form(&fields);
                let answer =
                    Answer::of(source.iter().fold(request, |request, (name, value)| request.header(*name, value)))
                        .await;
                assert_eq!(answer.status, 403, "{method} {path} {source:?}");
                assert_eq!(answer.header("content-type"), content_type, "{method} {path} {source:?}");
                assert!(answer.body.contains("another site"), "{}", answer.body);
                assert!(answer.cookies().is_empty(), "{method} {path} {source:?}");
            }
        }
    }
    assert_eq!(app.profile_status(&cookie).await, 200, "the session goes on");
    assert!(app.auth.valid_login(BOB, &Password::new(PASSWORD)).await, "the password is the same");
    assert!(app.auth.create_session(ALICE).await.unwrap().is_none(), "nobody has signed up");
    assert_eq!(app.auth.mailbox().await.unwrap().len(), mails, "nobody got a mail");
    assert!(!app.open("/account", &cookie).await.body.contains("Downloaded"));
}

#[tokio::test]
async fn our_own_forms_and_programs_are_let_through_on_every_route() {
    let app = TestApp::new().await;
    for (method, path) in writing_routes(&app).await {
        for (source, _) in sources(&app.url).iter().filter(|(_, is_ours)| *is_ours) {
            let request = app.request(&method, &path);
            let answer =
                Answer::of(source.iter().fold(request, |request, (name, value)| request.header(*name, value))).await;
            assert!(!answer.body.contains("another site"), "{method} {path} {source:?} {answer:?}");
        }
    }
    for method in ["GET", "HEAD", "OPTIONS"] {
        let request = app.request(method, "/profile").header("sec-fetch-site", "cross-site");
        assert_ne!(Answer::of(request).await.body, r#"{"message":"this request comes from another site"}"#, "{method}");
    }
}

#[tokio::test]
async fn production_is_at_its_public_url_and_nowhere_else() {
    let database = ScratchDatabase::new().await;
    let app = TestApp::with(database.config(), |config| {
        config.mode = Mode::Production;
        config.public_url = "https://accounts.example.org".into();
    });
    let app = app.await;
    let own = app.url.clone();
    for (origin, status) in [
        ("https://accounts.example.org", 401),
        ("https://accounts.example.org:443", 403),
        ("http://accounts.example.org", 403),
        ("https://example.org", 403),
        ("https://accounts.example.org.evil.test", 403),
        (&own, 403),
    ] {
        let answer =
            Answer::of(app.request("POST", "/sessions").header("origin", origin).form(&[("email", BOB)])).await;
        assert_eq!(answer.status, status, "{origin}");
    }
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

#[tokio::test]
async fn opening_whatever_there_is_changes_nothing() {
    let database = ScratchDatabase::new().await;
    let app = TestApp::with(database.config(), |_| ()).await;
    app.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    let (cookie, token) = (app.bobs_cookie().await, app.bobs_reset_token().await);
    app.auth.settle_mails().await;
    let before = database.dump().await;
    let rest =
        ["/profile", "/connection", "/openapi.json", "/users", "/sessions", "/reset_password"].map(str::to_owned);
    let links = PAGES.map(|page| format!("{page}?email={BOB}&code={token}&reset_token={token}&new_password=x"));
    let paths = PAGES.map(str::to_owned).into_iter().chain(links).chain(rest);
    let functions = server_function_paths().into_iter().chain([ACCOUNT_DATA]).map(str::to_owned);
    for path in paths.chain(functions) {
        for (method, accept) in [("GET", BROWSER), ("GET", "*/*"), ("HEAD", BROWSER), ("OPTIONS", "*/*")] {
            let request = app.request(method, &path).header(COOKIE, &cookie).header(ACCEPT, accept);
            assert!(Answer::of(request).await.status.as_u16() < 500, "{method} {path}");
        }
    }
    assert_eq!(database.dump().await, before);
    let fields = [("email", BOB), ("reset_token", &*token), ("new_password", "new")];
    assert_eq!(app.send("PUT", "/reset_password", &fields).await.status, 200, "the token is as good as before");
    assert_ne!(database.dump().await, before, "a change would be seen");
}

#[tokio::test]
async fn no_other_site_may_read_an_answer() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    let look_alikes = [format!("{}.evil.test", app.url), format!("{}0", app.url)];
    for origin in ["https://evil.test", "null"].into_iter().chain(look_alikes.iter().map(String::as_str)) {
        for (method, path) in [("GET", "/profile"), ("GET", "/"), ("GET", "/favicon.svg"), ("OPTIONS", "/users")] {
            let request = app.request(method, path).header("origin", origin).header(COOKIE, &cookie);
            let answer = Answer::of(request.header("access-control-request-method", "POST")).await;
            let allowed = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(allowed, None, "{method} {path} {origin}");
        }
    }
}
