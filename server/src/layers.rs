//! What every request passes through, from the outside in.

mod body;
mod client_address;
mod cross_site;
mod request_id;
mod response;
mod shape;

pub(crate) use body::Unreadable;
pub(crate) use cross_site::CrossSite;
pub(crate) use shape::Ambiguous;

use crate::proxies::TrustedProxies;
use auth::Mode;
use axum::{
    Router,
    http::{HeaderValue, header::CONNECTION, request::Parts},
    middleware::{from_fn, from_fn_with_state, map_response},
    response::Response,
};
use tower_http::catch_panic::CatchPanicLayer;

/// Puts the layers around all routes.
pub(crate) fn around(routes: Router, mode: Mode, proxies: TrustedProxies) -> Router {
    let guarded = routes
        .layer(from_fn(shape::checked))
        .layer(CatchPanicLayer::custom(response::panicked))
        .layer(map_response(response::with_retry_after))
        .layer(map_response(response::by_kind));
    let routes = response::with_security_headers(guarded, mode);
    request_id::around(client_address::around(routes, proxies))
}

/// Refuses what other sites send.
pub(crate) fn guarded(routes: Router, guard: CrossSite) -> Router {
    routes.layer(from_fn_with_state(guard, cross_site::guarded))
}

/// Reads every request's body whole before its handler runs; `refuse` answers those that are too large or too slow.
pub(crate) fn bounded<S, F>(routes: Router<S>, refuse: F) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    F: Fn(&Parts, Unreadable) -> Response + Clone + Send + Sync + 'static,
{
    routes.layer(from_fn_with_state(refuse, body::bounded::<F>))
}

/// The answer, and with it the end of the connection.
fn closing(mut response: Response) -> Response {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, extract::Request, routing::get};
    use http_body_util::BodyExt;
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };
    use tower::ServiceExt;

    async fn panic() -> &'static str {
        panic!("secret")
    }

    /// A log that can be read back.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_panic_ends_one_request_only_and_tells_nothing_but_the_log() {
        let log = Log::default();
        let writer = log.clone();
        let lines = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        let _until_the_end = tracing::subscriber::set_default(lines);
        let routes = Router::new().route("/", get(panic)).route("/other", get(async || "fine"));
        let routes = around(routes, Mode::Development, TrustedProxies::default());
        let ask = |path: &str| routes.clone().oneshot(Request::get(path).body(Body::empty()).unwrap());
        let answer = ask("/").await.unwrap();
        assert_eq!(answer.status(), 500);
        let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, r#"{"message":"internal error"}"#);
        for _ in 0..1_000 {
            assert_eq!(ask("/other").await.unwrap().status(), 200);
        }
        let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let line = log.lines().find(|line| line.contains("a handler panicked")).unwrap();
        assert!(line.contains("ERROR") && line.contains("panic=\"secret\"") && line.contains(&id), "{line}");
    }
}
