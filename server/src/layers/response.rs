//! What every answer carries, and the answers that no handler gives.

use crate::rest::error::message;
use auth::Mode;
use axum::{
    Router,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{
            self, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::Response,
};
use std::any::Any;
use tower_http::set_header::SetResponseHeaderLayer;

/// When to ask again what could not be answered now, in seconds. Requests that waited in vain have waited for some
/// seconds already; those that come back now spread over as many.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// Says when to try again, wherever an answer says "not now" (RFC 9110, section 10.2.3).
pub(super) async fn with_retry_after(mut response: Response) -> Response {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(RETRY_AFTER);
    }
    response
}

/// What a page could ask a person for, and ours never do (W3C, Permissions Policy).
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), \
     gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), screen-wake-lock=(), \
     serial=(), usb=(), xr-spatial-tracking=()",
);

/// Adds what depends on what is answered: a document may ask for nothing, and data are not for search engines.
pub(super) async fn by_kind(mut response: Response) -> Response {
    let kind = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let (is_document, is_data) = (kind.starts_with(b"text/html"), kind.starts_with(b"application/json"));
    if is_document {
        response.headers_mut().insert(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    }
    if is_data {
        response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    }
    response
}

/// A year in which browsers ask for nothing of this host, or of one below it, without encryption (RFC 6797).
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Sets these where a handler has not said otherwise. Pages bring a policy of their own.
pub(super) fn with_security_headers(routes: Router, mode: Mode) -> Router {
    let headers = [
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
        // `no-referrer` would make browsers send `Origin: null` with our own forms.
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ];
    let routes = headers.into_iter().fold(routes, |routes, (name, value)| {
        routes.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)))
    });
    match mode {
        Mode::Development => routes,
        Mode::Production => routes.layer(SetResponseHeaderLayer::overriding(STRICT_TRANSPORT_SECURITY, HSTS)),
    }
}

/// The answer to a request whose handler panicked. The panic's text stays in the log.
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text, "a handler panicked");
    message(StatusCode::INTERNAL_SERVER_ERROR, "internal error")
}
