//! Every request's body is small, and read whole before anything else happens: who is slow holds up nobody else.

use super::closing;
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::CONTENT_LENGTH, request::Parts},
    middleware::Next,
    response::Response,
};
use http_body_util::LengthLimitError;
use std::{error::Error, time::Duration};
use tokio::time::timeout;

/// The largest body, in bytes: more than any form of ours, whatever its encoding.
const MAX_BYTES: usize = 16 * 1024;
/// How long all of it may take.
const DEADLINE: Duration = Duration::from_secs(15);

/// Why a body can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is larger than 16 KiB, whether its length is announced or not.
    TooLarge,
    /// It takes longer than 15 seconds.
    TooSlow,
    /// The request ended before.
    CutShort,
}

impl Unreadable {
    /// The status of a request with such a body.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::CutShort => StatusCode::BAD_REQUEST,
        }
    }
}

/// Middleware that reads the body, or has `refuse` answer and ends the connection: what has not been read of a body
/// can't be told from the next request.
pub(super) async fn bounded<F>(State(refuse): State<F>, request: Request, inner: Next) -> Response
where
    F: Fn(&Parts, Unreadable) -> Response,
{
    if request.body().is_end_stream() {
        return inner.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match read(&parts.headers, body).await {
        Ok(body) => inner.run(Request::from_parts(parts, Body::from(body))).await,
        Err(reason) => closing(refuse(&parts, reason)),
    }
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Unreadable> {
    if announced(headers).is_some_and(|length| length > MAX_BYTES as u64) {
        return Err(Unreadable::TooLarge);
    }
    let read = timeout(DEADLINE, to_bytes(body, MAX_BYTES)).await.map_err(|_| Unreadable::TooSlow)?;
    read.map_err(|error| match error.source().is_some_and(|cause| cause.is::<LengthLimitError>()) {
        true => Unreadable::TooLarge,
        false => Unreadable::CutShort,
    })
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
