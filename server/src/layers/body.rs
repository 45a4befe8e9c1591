//! Every request's body is small, and read whole before anything else happens.

use crate::rest::error::message;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::CONTENT_LENGTH},
    middleware::Next,
    response::Response,
};
use http_body_util::LengthLimitError;
use std::error::Error;

/// The largest body, in bytes: more than any form of ours, whatever its encoding.
const MAX_BYTES: usize = 16 * 1024;

/// Middleware that refuses a larger body, whether its length is announced or not.
pub(super) async fn bounded(State(too_large): State<fn() -> Response>, request: Request, inner: Next) -> Response {
    if announced(request.headers()).is_some_and(|length| length > MAX_BYTES as u64) {
        return too_large();
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, MAX_BYTES).await {
        Ok(body) => inner.run(Request::from_parts(parts, Body::from(body))).await,
        Err(error) if error.source().is_some_and(|cause| cause.is::<LengthLimitError>()) => too_large(),
        Err(_) => message(StatusCode::BAD_REQUEST, "the request ended before its body did"),
    }
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
