//! What every answer carries, and the answers that no handler gives.

use crate::rest::error::message;
use auth::Mode;
use axum::{
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{
            self, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::Response,
};
use std::any::Any;

/// When to ask again what could not be answered now (RFC 9110, section 10.2.3), in seconds. Requests that waited in vain have waited for some
/// seconds already; those that come back now spread over as many.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// What a page could ask a person for, and ours never do (W3C, Permissions Policy).
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), \
     gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), screen-wake-lock=(), \
     serial=(), usb=(), xr-spatial-tracking=()",
);

/// A year in which browsers ask for nothing of this host, or of one below it, without encryption (RFC 6797).
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// What every answer carries, unless its handler says otherwise. Pages bring a policy of their own.
const SECURITY: [(HeaderName, HeaderValue); 6] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox")),
    // `no-referrer` would make browsers send `Origin: null` with our own forms.
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
];
/// More headers than these, and those of a handler, no answer has.
const MOST_HEADERS: usize = 20;

/// Completes an answer's headers.
pub(super) fn complete(response: &mut Response, mode: Mode) {
    let is_not_now = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    // Else the map grows several times.
    headers.reserve(MOST_HEADERS.saturating_sub(headers.len()));
    for (name, value) in SECURITY {
        headers.entry(name).or_insert(value);
    }
    if mode == Mode::Production {
        headers.insert(STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if is_not_now {
        headers.entry(header::RETRY_AFTER).or_insert(RETRY_AFTER);
    }
    add_by_kind(headers);
}

/// Adds what depends on what is answered: a document may ask for nothing, and data are not for search engines.
fn add_by_kind(headers: &mut HeaderMap) {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if kind.starts_with(b"text/html") {
        headers.insert(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    } else if kind.starts_with(b"application/json") {
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    }
}

/// The answer to a request whose handler panicked. The panic's text stays in the log.
pub(super) fn panicked(panic: &dyn Any) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text, "a handler panicked");
    message(StatusCode::INTERNAL_SERVER_ERROR, "internal error")
}
