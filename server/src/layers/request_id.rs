//! Every request has an id, which is in each line of the log about it and in the answer.

use axum::{Router, extract::Request, http::HeaderName, response::Response};
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::{
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    trace::TraceLayer,
};
use tracing::Span;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives each request an id of its own (a client's would let it write into our log) and logs how it was answered.
/// The query is left out: it is the client's to fill, and could hold anything.
pub(super) fn around(routes: Router) -> Router {
    let log = TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(answered).on_failure(());
    let layers = ServiceBuilder::new()
        .map_request(|mut request: Request| {
            request.headers_mut().remove(HEADER);
            request
        })
        .layer(SetRequestIdLayer::new(HEADER, MakeRequestUuid))
        .layer(log)
        .layer(PropagateRequestIdLayer::new(HEADER));
    routes.layer(layers)
}

fn span(request: &Request) -> Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

fn answered(response: &Response, latency: Duration, _: &Span) {
    let (status, milliseconds) = (response.status().as_u16(), latency.as_secs_f64() * 1000.0);
    tracing::info!(status, milliseconds, "answered");
}
