//! Every request has an id, which is in each line of the log about it and in the answer; and one line that says how it
//! was answered, which the metrics count.

use crate::metrics::{Route, Routes};
use auth::{UserId, passing_name, with_caller};
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{self, HeaderName, HeaderValue},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tower::ServiceBuilder;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tracing::{Instrument, Span, field::display};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Names requests. The library's own would panic without randomness; a request without a name is answered like any other.
#[derive(Clone, Copy)]
struct Named;

impl MakeRequestId for Named {
    fn make_request_id<B>(&mut self, _: &http::Request<B>) -> Option<RequestId> {
        passing_name().and_then(|name| HeaderValue::try_from(name).ok()).map(RequestId::new)
    }
}

/// Gives each request an id of its own (a client's would let it write into our log), and tells how it was answered.
pub(super) fn around(routes: Router, meters: Arc<Routes>) -> Router {
    let layers = ServiceBuilder::new()
        .map_request(|mut request: Request| {
            request.headers_mut().remove(HEADER);
            request
        })
        .layer(SetRequestIdLayer::new(HEADER, Named))
        .layer(from_fn_with_state(meters, told))
        .layer(PropagateRequestIdLayer::new(HEADER));
    routes.layer(layers)
}

/// Middleware that tells the log and the metrics. The log has the route and not the address: what is no route of ours,
/// and every query, is the client's to fill, and could hold anything.
async fn told(State(routes): State<Arc<Routes>>, request: Request, inner: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().cloned();
    let route = routes.find(path.as_ref().map(MatchedPath::as_str));
    let span = span(&request, route);
    let asked = Asked { routes: &routes, span: &span, begun: Instant::now(), is_answered: false };
    let (response, user) = with_caller(inner.run(request)).instrument(span.clone()).await;
    asked.answered(route, response.status().as_u16(), user);
    response
}

fn span(request: &Request, route: &Route) -> Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    tracing::info_span!("request", id, method = %request.method(), route = &*route.path)
}

/// A request that waits for its answer. If that never comes, its client has hung up.
struct Asked<'r> {
    routes: &'r Routes,
    span: &'r Span,
    begun: Instant,
    is_answered: bool,
}

impl Asked<'_> {
    fn answered(mut self, route: &Route, status: u16, user: Option<UserId>) {
        self.is_answered = true;
        let took = self.begun.elapsed();
        route.answered(status, took);
        let (duration_ms, user) = (millis(took), user.map(display));
        self.span.in_scope(|| tracing::info!(status, duration_ms, user, "answered"));
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.routes.abandoned.increase();
            let duration_ms = millis(self.begun.elapsed());
            self.span.in_scope(|| tracing::info!(duration_ms, "abandoned"));
        }
    }
}

/// Nobody reads more than microseconds.
fn millis(took: Duration) -> f64 {
    took.as_micros() as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::recorded::Recorded;
    use axum::{body::Body, routing::get};
    use std::future::pending;
    use tokio::time::timeout;
    use tower::ServiceExt;

    #[tokio::test(start_paused = true)]
    async fn who_hangs_up_before_the_answer_leaves_a_line_and_is_counted() {
        let (log, _until_the_end) = Recorded::begin();
        let meters = Arc::new(Routes::of(["/slow/{id}".to_owned()]));
        let routes = around(Router::new().route("/slow/{id}", get(pending::<()>)), Arc::clone(&meters));
        let asking = routes.oneshot(Request::get("/slow/17?q=secret").body(Body::empty()).unwrap());
        timeout(Duration::from_secs(2), asking).await.unwrap_err();
        assert_eq!(meters.abandoned.get(), 1);
        let log = log.text();
        let [line] = log.lines().collect::<Vec<_>>()[..] else { panic!("{log}") };
        assert!(line.contains("route=\"/slow/{id}\"") && line.contains("abandoned"), "{line}");
        assert!(!line.contains("secret") && !line.contains("17?"), "{line}");
    }
}
