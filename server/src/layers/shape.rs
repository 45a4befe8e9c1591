//! What a request must look like before anybody looks into it.

use super::closing;
use crate::rest::error::message;
use axum::{
    extract::Request,
    http::{
        StatusCode,
        header::{HOST, TRANSFER_ENCODING},
    },
    response::Response,
};

/// The longest address, in bytes.
const ADDRESS_MAX_BYTES: usize = 8 * 1024;

/// Marks a request that others may read differently, as an extension of it.
#[derive(Clone, Copy)]
pub(crate) struct Ambiguous;

/// The answer to what can't be relied on. Where the next request begins can't, either, so the connection ends.
pub(super) fn refusal(request: &Request) -> Option<Response> {
    fault(request).map(|(status, text)| closing(message(status, text)))
}

/// Whether the body comes in chunks.
pub(super) fn is_chunked(request: &Request) -> bool {
    request.headers().contains_key(TRANSFER_ENCODING)
}

fn fault(request: &Request) -> Option<(StatusCode, &'static str)> {
    let address = request.uri().path_and_query().map_or("", |address| address.as_str());
    let mut encodings = request.headers().get_all(TRANSFER_ENCODING).iter();
    let is_plain = match (encodings.next(), encodings.next()) {
        (None, _) => true,
        (Some(one), None) => one.as_bytes().eq_ignore_ascii_case(b"chunked"),
        _ => false,
    };
    if request.extensions().get::<Ambiguous>().is_some() {
        Some((StatusCode::BAD_REQUEST, "where this request ends can be read in two ways"))
    } else if !is_plain {
        Some((StatusCode::BAD_REQUEST, "a body is sent as it is or in chunks, and not encoded otherwise"))
    } else if request.headers().get_all(HOST).iter().count() > 1 {
        Some((StatusCode::BAD_REQUEST, "a request has one Host only"))
    } else if address.len() > ADDRESS_MAX_BYTES {
        Some((StatusCode::URI_TOO_LONG, "the address is longer than 8 KiB"))
    } else {
        None
    }
}
