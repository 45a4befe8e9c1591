//! Forms as a browser without JavaScript sends them.

use crate::support::{ALICE, Answer, BOB, PASSWORD, TestApp};
use app::{routes::PAGES, ssr::server_function_paths};
use auth::Mode;
use std::time::Duration;

#[tokio::test]
async fn the_whole_journey_works_without_javascript() {
    let app = TestApp::new().await;
    let signed_up = app.post_natively("/api/register", "", &[("email", BOB), ("password", PASSWORD)]).await;
    assert_eq!((signed_up.status.as_u16(), signed_up.location(), signed_up.body.as_str()), (303, "/login", ""));
    let login_page = app.open("/login", &signed_up.flash()).await;
    assert!(login_page.body.contains("Your account is ready"));
    assert!(login_page.body.contains(&format!(r#"value="{BOB}""#)), "nobody has to type it twice");

    let signed_in = app.post_natively("/api/login", "", &[("email", BOB), ("password", PASSWORD)]).await;
    assert_eq!((signed_in.status.as_u16(), signed_in.location()), (303, "/account"));
    let session = signed_in.cookies()[0].split(';').next().unwrap().to_owned();
    assert!(app.open("/account", &session).await.body.contains(BOB));

    let signed_out = app.post_natively("/api/logout", &session, &[]).await;
    assert_eq!((signed_out.status.as_u16(), signed_out.location()), (303, "/"));
    assert_eq!(signed_out.cookies(), ["session_id=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0"]);
    assert_eq!(app.profile_status(&session).await, 403);

    app.clock.advance(Duration::from_millis(1));
    let forgot = app.post_natively("/api/forgot-password", "", &[("email", BOB)]).await;
    assert_eq!((forgot.status.as_u16(), forgot.location()), (303, "/reset-password"));
    assert!(app.open("/reset-password", &forgot.flash()).await.body.contains("We have sent a mail to bob@me.com"));
    let mail = app.auth.mailbox().await.unwrap().remove(0).text;
    let code = mail.split("code:\n\n").nth(1).unwrap().lines().next().unwrap();

    let fields = [("email", BOB), ("reset_token", code), ("new_password", "new")];
    let reset = app.post_natively("/api/reset-password", "", &fields).await;
    assert_eq!((reset.status.as_u16(), reset.location()), (303, "/login"));
    assert!(app.open("/login", &reset.flash()).await.body.contains("The new password of bob@me.com is set"));
    let again = app.post_natively("/api/login", "", &[("email", BOB), ("password", "new")]).await;
    assert_eq!(again.location(), "/account");
}

#[tokio::test]
async fn a_refusal_comes_back_to_the_form_with_the_address_and_without_the_password() {
    let app = TestApp::with_bob().await;
    for (form, page, fields, message) in [
        ("/api/login", "/login", vec![("email", BOB), ("password", "wrong-secret")], "E-mail or password is wrong"),
        ("/api/login", "/login", vec![("email", BOB), ("password", "")], "Enter a password."),
        ("/api/login", "/login", vec![("password", "wrong-secret")], "Enter your e-mail address."),
        ("/api/register", "/register", vec![("email", BOB), ("password", "wrong-secret")], "Already registered"),
        ("/api/register", "/register", vec![("email", "bob"), ("password", "wrong-secret")], "like name@example.org"),
        ("/api/forgot-password", "/forgot-password", vec![("email", ALICE)], "No account has this address"),
        (
            "/api/reset-password",
            "/reset-password",
            vec![("email", BOB), ("reset_token", "x"), ("new_password", "wrong-secret")],
            "used or expired",
        ),
    ] {
        let refused = app.post_natively(form, "", &fields).await;
        assert_eq!((refused.status.as_u16(), refused.location(), refused.body.as_str()), (303, page, ""), "{fields:?}");
        let shown = app.open(page, &refused.flash()).await;
        assert!(shown.body.contains(message), "{fields:?} {}", shown.body);
        assert!(shown.body.contains("<title>Error: "), "{fields:?}");
        let email = fields.iter().find(|(name, _)| *name == "email").map_or("", |(_, email)| email);
        assert!(shown.body.contains(&format!(r#"value="{email}""#)), "{fields:?}");
        assert!(!shown.body.contains("wrong-secret"), "{fields:?}");
        assert!(shown.cookies().iter().any(|cookie| cookie.starts_with("flash=;") && cookie.ends_with("Max-Age=0")));
    }
}

#[tokio::test]
async fn the_message_stands_next_to_its_field() {
    let app = TestApp::new().await;
    let refused = app.post_natively("/api/register", "", &[("email", "bob"), ("password", "x")]).await;
    let page = app.open("/register", &refused.flash()).await.body;
    let input = &page[page.find(r#"<input id="email""#).unwrap()..];
    let input = &input[..input.find('>').unwrap()];
    assert!(input.contains(r#"aria-invalid="true""#) && input.contains(r#"aria-describedby="email-note""#), "{input}");
    let message = &page[page.find(r#"id="email-note""#).unwrap()..];
    assert!(message[..message.find("</p>").unwrap()].contains("like name@example.org"));
    assert!(!page[page.find(r#"<input id="password""#).unwrap()..].contains("aria-invalid"));
}

#[tokio::test]
async fn a_message_is_for_one_page_only() {
    let app = TestApp::with_bob().await;
    let refused = app.post_natively("/api/login", "", &[("email", BOB), ("password", "wrong")]).await;
    let other = app.open("/register", &refused.flash()).await.body;
    assert!(!other.contains("is wrong") && !other.contains(BOB));
    for made_up in ["flash=x", "flash=e30", "flash="] {
        assert_eq!(app.open("/login", made_up).await.status, 200, "{made_up}");
    }
}

#[tokio::test]
async fn in_production_the_message_is_bound_to_host_and_tls() {
    let app = TestApp::in_mode(Mode::Production).await;
    let refused = app.post_natively("/api/login", "", &[]).await;
    let (name, attributes) = (refused.flash(), refused.cookies().remove(0));
    assert!(name.starts_with("__Host-flash="), "{name}");
    assert_eq!(attributes.split_once("; ").unwrap().1, "HttpOnly; SameSite=Strict; Secure; Path=/");
    let removal = app.open("/login", &name).await.cookies().remove(0);
    assert_eq!(removal, "__Host-flash=; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=0");
}

#[tokio::test]
async fn the_wanted_page_comes_next_if_it_is_ours() {
    let app = TestApp::with_bob().await;
    let to = async |next: &str, password: &str| {
        let fields = [("email", BOB), ("password", password), ("next", next)];
        app.post_natively("/api/login", "", &fields).await.location().to_owned()
    };
    assert_eq!(to("/account?tab=1", PASSWORD).await, "/account?tab=1");
    assert_eq!(to("/account?tab=1", "wrong").await, "/login?next=/account%3Ftab%3D1");
    for next in ["/login", "/register?next=/login"] {
        assert_eq!(to(next, PASSWORD).await, "/account", "who wanted to sign in has done so");
    }
    for next in
        ["", "//evil.test", "https://evil.test", "/\\evil.test", "/.//evil.test", "/a\r\nX: y", "javascript:alert(1)"]
    {
        assert_eq!(to(next, PASSWORD).await, "/account", "{next:?}");
        assert_eq!(to(next, "wrong").await, "/login", "{next:?}");
    }
}

#[tokio::test]
async fn redirects_stay_here_and_say_nothing_about_what_was_wrong_or_typed() {
    let app = TestApp::with_bob().await;
    let typed = [
        ("email", "typed@me.com"),
        ("password", "typed-secret"),
        ("new_password", "typed-secret"),
        ("current_password", "typed-secret"),
        ("reset_token", "typed-secret"),
        ("code", "typed-secret"),
        ("next", "https://evil.test/"),
    ];
    for path in server_function_paths() {
        for fields in [&typed[..], &[]] {
            let request =
                app.request("POST", path).header("accept", "text/html").header("referer", "https://evil.test/");
            let answer = Answer::of(request.header("sec-fetch-site", "same-origin").form(fields)).await;
            if !asked_by_scripts(path) {
                assert_eq!((answer.status.as_u16(), answer.body.as_str()), (303, ""), "{path}");
                let (page, query) = answer.location().split_once('?').unwrap_or((answer.location(), ""));
                assert!(PAGES.contains(&page) && query.is_empty(), "{path} {answer:?}");
            }
            assert!(!format!("{:?}", answer.headers.get("location")).contains("typed"), "{answer:?}");
            assert!(!answer.body.contains("typed"), "{path} {answer:?}");
        }
    }
}

/// Those that answer scripts only, whatever they say they take.
fn asked_by_scripts(path: &str) -> bool {
    ["/api/account", "/api/password-strength"].contains(&path)
}

#[tokio::test]
async fn no_page_that_is_wanted_leads_elsewhere_or_breaks_the_answer() {
    let app = TestApp::with_bob().await;
    for next in [
        "/\r\nLocation: https://evil.test/",
        "/account\r\nSet-Cookie: session_id=planted",
        "\n//evil.test",
        "/\u{0}",
        "/caf\u{e9}",
        "/\u{202e}",
        "/\u{feff}//evil.test",
        "\u{ff0f}\u{ff0f}evil.test",
        "/\t/evil.test",
        "/%0d%0aX:%20y",
        "/%2f%2fevil.test",
        "///evil.test",
        "/@evil.test",
        "http:evil.test",
    ] {
        for password in [PASSWORD, "wrong"] {
            let fields = [("email", BOB), ("password", password), ("next", next)];
            let answer = app.post_natively("/api/login", "", &fields).await;
            assert_eq!(answer.status, 303, "{next:?}");
            let base = reqwest::Url::parse(&app.url).unwrap();
            let to = base.join(answer.location()).unwrap();
            assert_eq!(to.origin(), base.origin(), "{next:?} {answer:?}");
            assert!(answer.location().is_ascii(), "{answer:?}");
            assert!(answer.cookies().iter().all(|cookie| !cookie.contains("planted")), "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_server_function_that_is_none_is_not_repeated() {
    let app = TestApp::new().await;
    for (accept, path) in [
        ("text/html", "/api/%3Cimg%20src=x%3E"),
        ("*/*", "/api/%3Cimg%20src=x%3E"),
        ("*/*", "/api/<img src=x>"),
        ("text/html", "/api"),
        ("*/*", "/api/login/"),
    ] {
        let answer = Answer::of(app.request("POST", path).header("accept", accept).form(&[("a", "b")])).await;
        assert_eq!(
            (answer.status.as_u16(), answer.message().as_str()),
            (404, "there is nothing at this address"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn no_server_function_takes_three_megabytes() {
    let app = TestApp::new().await;
    let large = "x".repeat(3 * 1024 * 1024);
    for path in server_function_paths() {
        // The answer is there before the body is, so sending it may fail; whoever reads gets the answer.
        let request = app.request("POST", path).header("expect", "100-continue").header("content-length", large.len());
        let answer = Answer::of(request.body(large.clone())).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (413, "\"TooLarge\""), "{path}");
    }
}

#[tokio::test]
async fn what_is_too_large_or_unreadable_comes_back_to_the_form_too() {
    let app = TestApp::new().await;
    let large = "x".repeat(17 * 1024);
    let refused = app.post_natively("/api/register", "", &[("email", BOB), ("password", &large)]).await;
    assert_eq!((refused.status.as_u16(), refused.location()), (303, "/register"));
    assert!(app.open("/register", &refused.flash()).await.body.contains("That is too long."));
    let refused = app.post_natively("/api/register", "", &[("email", BOB), ("email", BOB)]).await;
    assert!(app.open("/register", &refused.flash()).await.body.contains("could not be read"));
    let hydrated = app.send("POST", "/api/register", &[("password", &large)]).await;
    assert_eq!((hydrated.status.as_u16(), hydrated.body.as_str()), (413, "\"TooLarge\""));
}

#[tokio::test]
async fn a_reset_signs_out_whoever_else_is_signed_in_here() {
    let app = TestApp::with_bob().await;
    app.send("POST", "/users", &[("email", ALICE), ("password", PASSWORD)]).await;
    let login = app.send("POST", "/sessions", &[("email", ALICE), ("password", PASSWORD)]).await;
    let alice = login.cookies()[0].split(';').next().unwrap().to_owned();
    let token = app.bobs_reset_token().await;
    let fields = [("email", BOB), ("reset_token", token.as_str()), ("new_password", "new")];
    let reset = app.post_natively("/api/reset-password", &alice, &fields).await;
    assert!(reset.cookies().iter().any(|cookie| cookie.starts_with("session_id=;")), "{reset:?}");
    assert_eq!(app.profile_status(&alice).await, 403, "and not only the cookie is gone");
}

#[tokio::test]
async fn signing_out_twice_is_no_error_for_a_person() {
    let app = TestApp::with_bob().await;
    let answer = app.post_natively("/api/logout", "", &[]).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, "/"));
}
