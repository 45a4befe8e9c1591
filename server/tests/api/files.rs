//! The files of the site. They exist after `cargo xtask build`, which runs before these tests.

use crate::support::{Answer, TestApp};

/// The names in a text of files that never change, in their order.
fn named_in(text: &str) -> Vec<String> {
    text.split('"').filter(|word| word.starts_with("/pkg/")).map(str::to_owned).collect()
}

/// The names in the page.
async fn hashed_names(app: &TestApp) -> Vec<String> {
    named_in(&app.open("/login", "").await.body)
}

#[tokio::test]
async fn what_the_boot_script_asks_for_is_preloaded_where_scripts_run() {
    let app = TestApp::new().await;
    let page = app.open("/login", "").await.body;
    let boot = named_in(&page).into_iter().find(|name| name.starts_with("/pkg/boot")).unwrap();
    let mut preloaded: Vec<_> = page
        .split('<')
        .filter(|tag| tag.contains("rel=\"preload\"") || tag.contains("rel=\"modulepreload\""))
        .inspect(|tag| assert!(tag.contains("media=\"(scripting: enabled)\""), "{tag}"))
        .flat_map(named_in)
        .collect();
    preloaded.sort();
    assert_eq!(preloaded.len(), 2, "{page}");
    let mut asked_for = named_in(&Answer::of(app.request("GET", &boot)).await.body);
    asked_for.sort();
    assert_eq!(preloaded, asked_for);
}

#[tokio::test]
async fn the_files_of_a_page_never_change() {
    let app = TestApp::new().await;
    let names = hashed_names(&app).await;
    assert_eq!(names.len(), 4, "style, boot script, glue and WASM: {names:?}");
    for name in names {
        let plain = Answer::of(app.request("GET", &name)).await;
        assert_eq!(plain.status, 200, "{name}: build the site first: cargo xtask build");
        assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!((plain.header("vary"), plain.header("content-encoding")), ("Accept-Encoding", ""));
        let expected = match name.rsplit('.').next().unwrap() {
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            _ => "application/wasm",
        };
        assert_eq!(plain.header("content-type"), expected);
        let again = Answer::of(app.request("GET", &name).header("if-none-match", plain.header("etag"))).await;
        assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
        assert_eq!(again.header("etag"), plain.header("etag"));
    }
}

#[tokio::test]
async fn a_file_comes_in_the_smallest_form_that_the_browser_takes() {
    let app = TestApp::new().await;
    for name in hashed_names(&app).await {
        let plain = form_of(&app, &name, None).await;
        let brotli = form_of(&app, &name, Some("br")).await;
        let gzip = form_of(&app, &name, Some("gzip")).await;
        let encodings = [&plain, &brotli, &gzip].map(|form| form.encoding.as_str());
        assert_eq!(encodings, ["", "br", "gzip"], "{name}");
        assert!(brotli.length < gzip.length && gzip.length < plain.length, "{name}");
        assert_eq!((&brotli.etag, &gzip.etag), (&plain.etag, &plain.etag), "{name}");
        assert_eq!(form_of(&app, &name, Some("gzip, deflate, br, zstd")).await, brotli);
        assert_eq!(form_of(&app, &name, Some("br;q=0, gzip")).await, gzip);
        assert_eq!(form_of(&app, &name, Some("br;q=0, gzip;q=0.000")).await, plain);
        assert_eq!(form_of(&app, &name, Some("identity")).await, plain);
    }
}

/// A file as it was sent.
#[derive(PartialEq, Eq, Debug)]
struct Form {
    encoding: String,
    etag: String,
    length: usize,
}

async fn form_of(app: &TestApp, name: &str, accept: Option<&str>) -> Form {
    let request = app.request("GET", name);
    let request = accept.into_iter().fold(request, |request, accept| request.header("accept-encoding", accept));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200, "{name}");
    let header = |name| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let (encoding, etag) = (header("content-encoding"), header("etag"));
    Form { encoding, etag, length: answer.bytes().await.unwrap().len() }
}

#[tokio::test]
async fn other_files_are_checked_again() {
    let app = TestApp::new().await;
    for (path, content_type) in [("/favicon.svg", "image/svg+xml"), ("/robots.txt", "text/plain; charset=utf-8")] {
        let file = Answer::of(app.request("GET", path)).await;
        assert_eq!((file.status.as_u16(), file.header("content-type")), (200, content_type));
        assert_eq!(file.header("cache-control"), "public, max-age=3600");
        let tag = format!("\"other\", W/{}", file.header("etag"));
        assert_eq!(Answer::of(app.request("GET", path).header("if-none-match", tag)).await.status, 304);
        assert_eq!(Answer::of(app.request("GET", path).header("if-none-match", "\"other\"")).await.status, 200);
        assert_eq!(Answer::of(app.request("POST", path)).await.status, 404);
    }
}

#[tokio::test]
async fn nothing_else_of_the_build_is_served() {
    let app = TestApp::new().await;
    for path in ["/manifest.json", "/pkg/", "/pkg", "/../Cargo.toml", "/.git/HEAD", "/bienvenue.db", "/favicon.svg.br"]
    {
        assert_eq!(Answer::of(app.request("GET", path)).await.status, 404, "{path}");
    }
}
