use crate::support::{Answer, BOB, BROWSER, TestApp};
use auth::Mode;
use reqwest::header::{ACCEPT, COOKIE};

const PAGES: [(&str, &str); 5] = [
    ("/", "Bienvenue"),
    ("/register", "Create your account"),
    ("/login", "Sign in"),
    ("/forgot-password", "Forgot your password?"),
    ("/reset-password", "Choose a new password"),
];

#[tokio::test]
async fn every_page_is_rendered_whole_on_the_server() {
    let app = TestApp::new().await;
    for (path, heading) in PAGES {
        let page = app.open(path, "").await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.body.contains(&format!("<h1 tabindex=\"-1\">{heading}</h1>")), "{path}");
        assert_eq!(page.body.matches("<title>").count(), 1, "{path}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.body.contains("Development mode"), "{path}");
        let applications: Vec<_> = page.body.split('<').filter(|tag| tag.contains(".wasm")).collect();
        let [application] = applications[..] else { panic!("{path}: {applications:?}") };
        assert!(application.contains("fetchpriority=\"low\""), "{path}: it must not compete with what is read");
    }
}

#[tokio::test]
async fn every_page_that_is_named_is_there() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    for path in app::routes::PAGES {
        let cookie = if path == "/account" { &*cookie } else { "" };
        assert!(!app.open(path, cookie).await.body.contains("Page not found"), "{path}");
    }
}

#[tokio::test]
async fn the_shell_shows_who_is_signed_in() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    for path in ["/", "/account", "/forgot-password", "/nowhere"] {
        let signed_in = app.open(path, &cookie).await.body;
        assert!(signed_in.contains(BOB) && signed_in.contains(r#"action="/api/logout""#), "{path}");
        assert!(!signed_in.contains(cookie.split_once('=').unwrap().1), "{path}: the cookie is the browser's alone");
        assert!(!app.open(path, "").await.body.contains(BOB), "{path}");
    }
}

#[tokio::test]
async fn the_account_page_shows_address_and_day_of_joining() {
    let app = TestApp::with_bob().await;
    let page = app.open("/account", &app.bobs_cookie().await).await;
    assert_eq!((page.status.as_u16(), page.header("cache-control")), (200, "no-store"));
    assert!(page.body.contains(&format!("<dd>{BOB}</dd>")));
    assert!(page.body.contains(r#"<time datetime="2026-11-22">22 November 2026</time>"#));
    assert!(page.body.contains("Sign out"));
}

#[tokio::test]
async fn who_is_signed_out_is_sent_to_sign_in_first() {
    let app = TestApp::with_bob().await;
    for cookie in ["", "session_id=0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091"] {
        let answer = app.open("/account", cookie).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/login?next=/account"));
        assert_eq!((answer.body.as_str(), answer.header("cache-control")), ("", "no-store"));
    }
    assert_eq!(app.open("/account?tab=1", "").await.location(), "/login?next=/account%3Ftab%3D1");
    let program = app.send("GET", "/account", &[]).await;
    assert_eq!((program.status.as_u16(), program.body.as_str()), (303, ""), "whatever it accepts");
}

#[tokio::test]
async fn what_looks_like_a_file_below_a_private_address_is_not_there() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    for path in ["/profile/x.css", "/profile%2Fx.js", "/account/x.png", "/account;x.css", "/account%2Fx.js"] {
        for accept in ["*/*", "text/css", BROWSER] {
            let request = app.request("GET", path).header(COOKIE, &cookie).header(ACCEPT, accept);
            let answer = Answer::of(request).await;
            assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (404, "no-store"), "{path} {accept}");
        }
    }
}

#[tokio::test]
async fn who_is_signed_in_is_sent_away_from_sign_in_and_sign_up() {
    let app = TestApp::with_bob().await;
    let cookie = app.bobs_cookie().await;
    for path in ["/login", "/login?next=/", "/register"] {
        let answer = app.open(path, &cookie).await;
        assert_eq!((answer.status.as_u16(), answer.location(), answer.body.as_str()), (303, "/account", ""), "{path}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_leads_to_the_page_without_it() {
    let app = TestApp::with_bob().await;
    for (path, page) in [("/account/", "/account"), ("/login/?next=/account", "/login?next=/account"), ("//", "/")] {
        let answer = app.open(path, "").await;
        assert_eq!((answer.status.as_u16(), answer.location()), (308, page));
    }
    assert_eq!(app.open("/nowhere/", "").await.status, 404);
}

#[tokio::test]
async fn the_wanted_page_travels_along_if_it_is_ours() {
    let app = TestApp::new().await;
    let page = app.open("/login?next=/account%3Ftab%3D1", "").await;
    assert!(page.body.contains(r#"name="next" value="/account?tab=1""#));
    assert!(page.body.contains(r#"href="/register?next=/account%3Ftab%3D1""#));
    for next in [
        "//evil.test",
        "https://evil.test",
        "/%5Cevil.test",
        "javascript:alert(1)",
        "/%0d%0aX:%20y",
        "%2F%2Fevil.test",
        "/.//evil.test",
        "/%252e%252e//evil.test",
    ] {
        let page = app.open(&format!("/login?next={next}"), "").await;
        assert_eq!(page.status, 200, "{next}");
        assert!(page.body.contains(r#"name="next" value="""#), "{next}");
        assert!(!page.body.contains("evil"), "{next}");
    }
}

#[tokio::test]
async fn every_form_posts_natively_and_keeps_passwords_out_of_addresses() {
    let app = TestApp::new().await;
    for (path, action) in [
        ("/register", "/api/register"),
        ("/login", "/api/login"),
        ("/forgot-password", "/api/forgot-password"),
        ("/reset-password", "/api/reset-password"),
    ] {
        let page = app.open(path, "").await.body;
        let form = &page[page.find("<form").unwrap()..];
        let tag = &form[..form.find('>').unwrap()];
        assert!(tag.contains(&format!(r#"action="{action}""#)) && tag.contains(r#"method="post""#), "{tag}");
        assert_eq!(page.matches("<form").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn an_error_in_the_address_is_not_shown() {
    let app = TestApp::new().await;
    // base64url of "InvalidCredentials" in JSON, as the framework would put it there.
    let page = app.open("/login?__path=%2Fapi%2Flogin&__err=IkludmFsaWRDcmVkZW50aWFscyI", "").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("wrong") && !page.body.contains("Error:"), "{}", page.body);
}

#[tokio::test]
async fn what_a_person_typed_is_escaped() {
    let app = TestApp::new().await;
    let email = "a&b'c@x.test";
    app.send("POST", "/users", &[("email", email), ("password", "x")]).await;
    let login = app.send("POST", "/sessions", &[("email", email), ("password", "x")]).await;
    assert_eq!(login.json()["email"], email);
    let cookie = login.cookies()[0].split(';').next().unwrap().to_owned();
    let page = app.open("/account", &cookie).await.body;
    assert!(page.contains("<dd>a&amp;b"), "{page}");
}

#[tokio::test]
async fn the_mailbox_shows_mails_with_their_links_in_development_only() {
    let app = TestApp::new().await;
    assert!(app.open("/dev/mailbox", "").await.body.contains("No mail yet"));
    app.send("POST", "/users", &[("email", BOB), ("password", "mySuperPwd")]).await;
    let token = app.bobs_reset_token().await;
    let page = app.open("/dev/mailbox", "").await;
    let link = format!("{}/reset-password#email=bob%40me.com&amp;code={token}", app.url);
    assert!(page.body.contains(&format!(r#"<a href="{link}">{link}</a>"#)), "{}", page.body);
    assert_eq!((page.status.as_u16(), page.header("cache-control")), (200, "no-store"));
    assert!(page.header("content-security-policy").contains("style-src 'self'"), "it may use its style");
    let production = TestApp::in_mode(Mode::Production).await;
    assert_eq!(production.open("/dev/mailbox", "").await.status, 404);
    assert!(!production.open("/login", "").await.body.contains("Development mode"));
}

#[tokio::test]
async fn the_mailbox_shows_a_mail_as_mail_programs_do_and_lets_it_do_nothing() {
    let app = TestApp::with_bob().await;
    app.bobs_reset_token().await;
    let list = app.open("/dev/mailbox", "").await.body;
    let mut links = list.split("<a href=\"").map(|rest| rest.split('"').next().unwrap());
    let path = links.find(|path| path.starts_with("/dev/mailbox/")).unwrap();
    let mail = app.open(path, "").await;
    assert_eq!((mail.status.as_u16(), mail.header("cache-control")), (200, "no-store"));
    assert!(mail.body.contains("Choose a new password</h1>"), "{}", mail.body);
    let policy = mail.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline';"), "{policy}");
    assert!(policy.ends_with("; sandbox") && !policy.contains("script-src"), "{policy}");
    for nothing in [format!("{path}x"), "/dev/mailbox/..%2Foutbox".to_owned()] {
        assert_eq!(app.open(&nothing, "").await.status, 404, "{nothing}");
    }
}

#[tokio::test]
async fn development_shows_what_pages_are_made_of() {
    let app = TestApp::new().await;
    let page = app.open("/dev/components", "").await;
    assert_eq!(page.status, 200);
    for heading in ["Buttons", "A form", "A form that was refused", "A dialog", "Rows"] {
        assert!(page.body.contains(&format!(">{heading}</h2>")), "{heading}");
    }
    assert!(!page.body.contains("boot"), "it costs the browser no script");
    assert_eq!(TestApp::in_mode(Mode::Production).await.open("/dev/components", "").await.status, 404);
}

#[tokio::test]
async fn a_new_password_is_estimated_and_not_repeated() {
    let app = TestApp::new().await;
    let ask = async |password: &str| {
        let fields = [("password", password), ("email", "marie@example.org")];
        app.send("POST", "/api/password-strength", &fields).await
    };
    let answer = ask("password1").await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, r#"{"Weak":"Common"}"#));
    assert_eq!(ask("marie1").await.body, r#"{"Weak":"Personal"}"#);
    assert_eq!(ask("correct horse battery staple").await.body, r#""Strong""#);
}
