use crate::support::{Answer, BROWSER, TestApp};
use reqwest::header::ACCEPT;

#[tokio::test]
async fn the_root_greets_programs_and_shows_people_the_home_page() {
    let app = TestApp::new().await;
    for accept in [None, Some("*/*"), Some("application/json")] {
        let mut request = app.request("GET", "/");
        if let Some(accept) = accept {
            request = request.header(ACCEPT, accept);
        }
        let answer = Answer::of(request).await;
        assert_eq!((answer.status.as_u16(), answer.message().as_str()), (200, "Bienvenue"));
        assert_eq!(answer.headers.get_all("vary").iter().filter(|vary| *vary == "Accept").count(), 1);
    }
    let page = Answer::of(app.request("GET", "/").header(ACCEPT, BROWSER)).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.body.contains("<h1 tabindex=\"-1\">Bienvenue</h1>"));
    assert!(page.headers.get_all("vary").iter().any(|vary| vary == "Accept"));
}

#[tokio::test]
async fn an_unknown_path_is_404_for_both() {
    let app = TestApp::new().await;
    let program = app.send("GET", "/nowhere", &[]).await;
    assert_eq!((program.status.as_u16(), program.message().as_str()), (404, "there is nothing at this address"));
    let person = app.open("/nowhere", "").await;
    assert_eq!(person.status, 404);
    assert!(person.body.contains("<h1 tabindex=\"-1\">Page not found</h1>"));
    for answer in [&program, &person] {
        assert!(answer.headers.get_all("vary").iter().any(|vary| vary == "Accept"));
    }
    assert_eq!(app.send("POST", "/nowhere", &[]).await.status, 404);
    assert_eq!(app.send("POST", "/api/nowhere", &[]).await.message(), "there is nothing at this address");
}

#[tokio::test]
async fn a_wrong_method_is_405_and_says_which_are_right() {
    let app = TestApp::new().await;
    for (method, path, allow) in [
        ("PUT", "/users", "POST"),
        ("GET", "/sessions", "POST,DELETE"),
        ("POST", "/profile", "GET,HEAD"),
        ("GET", "/reset_password", "POST,PUT"),
        ("POST", "/login", "GET,HEAD"),
        ("DELETE", "/", "GET,HEAD"),
        ("GET", "/api/login", "POST"),
    ] {
        let answer = app.send(method, path, &[]).await;
        assert_eq!(answer.status, 405, "{method} {path}");
        let sorted = |list: &str| {
            let mut methods: Vec<String> = list.split(',').map(|method| method.trim().to_owned()).collect();
            methods.sort();
            methods
        };
        assert_eq!(sorted(answer.header("allow")), sorted(allow), "{method} {path}");
        assert_eq!(answer.message(), "this address takes other methods");
    }
}

#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    let app = TestApp::new().await;
    let answer = Answer::of(app.request("HEAD", "/")).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, ""));
}
