//! The metrics have a listener of their own, because they are nobody's but the operator's.

use crate::{ConnectionLimits, Monitor, listener};
use axum::{
    Router,
    extract::State,
    http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    response::IntoResponse,
    routing::get,
};
use std::{future::pending, sync::Arc};
use tokio::net::TcpListener;

/// What says which format it is (OpenMetrics 1.0, "Protocol Negotiation").
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Nobody but Prometheus asks.
const CONNECTIONS: u32 = 16;

/// Answers `GET /metrics` for ever.
pub(crate) async fn serve(listener: TcpListener, monitor: Monitor) {
    let routes = Router::new().route("/metrics", get(expose)).with_state(monitor);
    let limits = ConnectionLimits { connections: CONNECTIONS, ..ConnectionLimits::default() };
    listener::serve(listener, routes, limits, Arc::default(), pending()).await;
}

async fn expose(State(monitor): State<Monitor>) -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, OPEN_METRICS), (CACHE_CONTROL, "no-store"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, monitor.exposition().await)
}
