//! What every request passes through: [`Surrounded`] around all routes, once; nearer to them, what only some need.

mod access;
mod body;
mod client_address;
mod cross_site;
mod response;
mod shape;

pub(crate) use body::Unreadable;
pub(crate) use cross_site::CrossSite;
pub(crate) use shape::Ambiguous;

use crate::{metrics::Routes, proxies::TrustedProxies, telemetry::RequestIds};
use access::Asked;
use auth::Mode;
use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, header::CONNECTION, request::Parts},
    middleware::from_fn_with_state,
    response::Response,
    routing::Route,
};
use futures_util::{
    FutureExt,
    future::{BoxFuture, ready},
};
use std::{
    convert::Infallible,
    panic::AssertUnwindSafe,
    sync::Arc,
    task::{Context, Poll},
};
use tower::{Service, layer::layer_fn};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What surrounds all routes.
pub(crate) struct Surroundings {
    /// What the answers' headers depend on.
    pub(crate) mode: Mode,
    /// Who may say where a request comes from.
    pub(crate) proxies: TrustedProxies,
    /// Who refuses what other sites send.
    pub(crate) guard: CrossSite,
    /// What counts.
    pub(crate) meters: Arc<Routes>,
}

#[cfg(test)]
impl Surroundings {
    /// On a desk, for tests that count.
    fn of(meters: Arc<Routes>) -> Self {
        let (mode, proxies) = (Mode::Development, TrustedProxies::default());
        Self { mode, proxies, guard: CrossSite::new("http://localhost:5000", mode, Arc::default()), meters }
    }
}

/// Puts the layers around all routes.
pub(crate) fn around(routes: Router, surroundings: Surroundings) -> Router {
    let around = Arc::new((surroundings, RequestIds::default()));
    routes.layer(layer_fn(move |route| Surrounded { route, around: Arc::clone(&around) }))
}

/// A route, with everything around it. One service, because each layer of its own costs as much as most of what is done
/// here: a router copies and boxes what is inside of it, for each request. The route gets the request before the future
/// exists that waits for its answer: that of an `async` function has room for the request at each step, five kilobytes
/// in all, and of so much at once the system's allocator has one store for all threads.
#[derive(Clone)]
struct Surrounded {
    route: Route,
    around: Arc<(Surroundings, RequestIds)>,
}

impl Service<Request> for Surrounded {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.route, context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let (Surroundings { mode, proxies, guard, meters }, ids) = &*self.around;
        let (id, mode) = (ids.next(), *mode);
        client_address::resolve(proxies, &mut request);
        let asked = Asked::now(meters, id, &request);
        let answer = asked.within(|| admitted(guard, request, &mut self.route));
        let completed = async move {
            let mut response = asked.told(answer).await;
            response::complete(&mut response, mode);
            if let Some(id) = id.header() {
                response.headers_mut().insert(REQUEST_ID, id);
            }
            Ok(response)
        };
        completed.boxed()
    }
}

/// The route's answer, unless the request is refused before it gets there.
fn admitted(guard: &CrossSite, request: Request, route: &mut Route) -> BoxFuture<'static, Response> {
    if let Some(refusal) = shape::refusal(&request).or_else(|| guard.refusal(&request)) {
        return ready(refusal).boxed();
    }
    // Where the next request begins is not followed behind chunks.
    let is_last = shape::is_chunked(&request);
    let answered = AssertUnwindSafe(route.call(request)).catch_unwind().map(move |answered| {
        let Ok(answer) = answered.unwrap_or_else(|panic| Ok(response::panicked(&*panic)));
        if is_last { closing(answer) } else { answer }
    });
    answered.boxed()
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
        let routes = around(routes, Surroundings::of(Arc::default()));
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
