//! What every request passes through, from the outside in.

mod access;
mod body;
mod client_address;
mod cross_site;
mod response;
mod shape;

pub(crate) use body::Unreadable;
pub(crate) use cross_site::CrossSite;
pub(crate) use shape::Ambiguous;

use crate::{metrics::Routes, proxies::TrustedProxies};
use auth::Mode;
use axum::{
    Router,
    http::{HeaderValue, header::CONNECTION, request::Parts},
    middleware::{from_fn, from_fn_with_state, map_response},
    response::Response,
};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// Puts the layers around all routes.
pub(crate) fn around(routes: Router, mode: Mode, proxies: TrustedProxies, meters: Arc<Routes>) -> Router {
    let guarded = routes
        .layer(from_fn(shape::checked))
        .layer(CatchPanicLayer::custom(response::panicked))
        .layer(map_response(response::with_retry_after))
        .layer(map_response(response::by_kind));
    let routes = response::with_security_headers(guarded, mode);
    access::around(client_address::around(routes, proxies), meters)
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
    use crate::telemetry::recorded::Recorded;
    use axum::{body::Body, extract::Request, routing::get};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    async fn panic() -> &'static str {
        panic!("secret")
    }

    #[tokio::test]
    async fn a_panic_ends_one_request_only_and_tells_nothing_but_the_log() {
        let (log, _until_the_end) = Recorded::begin();
        let routes = Router::new().route("/", get(panic)).route("/other", get(async || "fine"));
        let routes = around(routes, Mode::Development, TrustedProxies::default(), Arc::default());
        let ask = |path: &str| routes.clone().oneshot(Request::get(path).body(Body::empty()).unwrap());
        let answer = ask("/").await.unwrap();
        assert_eq!(answer.status(), 500);
        let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, r#"{"message":"internal error"}"#);
        for _ in 0..1_000 {
            assert_eq!(ask("/other").await.unwrap().status(), 200);
        }
        let log = log.text();
        let line = log.lines().find(|line| line.contains("a handler panicked")).unwrap();
        assert!(line.contains("ERROR") && line.contains("panic=\"secret\"") && line.contains(&id), "{line}");
    }
}
