//! Input: named fields of text, from form data, multipart or JSON alike.

mod fields;
mod json;

use super::error::RestError;
use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::{StatusCode, header::CONTENT_TYPE},
};
use fields::Fields;
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;

/// The fields of a request. A missing field is empty, so that the service refuses it by name.
pub(super) struct Input<T>(pub(super) T);

const UNREADABLE: &str = "the body can't be read as what its Content-Type says";

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = RestError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RestError> {
        let fields = match content_type(&request).as_str() {
            // What a program sends that says nothing about its body is a form, too.
            "" | "application/x-www-form-urlencoded" => form(&body(request, state).await?)?,
            "application/json" => json::read(&body(request, state).await?)?,
            "multipart/form-data" => multipart(request, state).await?,
            _ => {
                let message = "send application/x-www-form-urlencoded, multipart/form-data or application/json";
                return Err(RestError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
            }
        };
        fields.read().map(Self)
    }
}

fn content_type(request: &Request) -> String {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, RestError> {
    Bytes::from_request(request, state).await.map_err(|_| unreadable())
}

fn form(body: &[u8]) -> Result<Fields, RestError> {
    let mut fields = Fields::default();
    for pair in body.split(|byte| *byte == b'&') {
        let mut halves = pair.splitn(2, |byte| *byte == b'=').map(decoded);
        let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
        fields.add(&String::from_utf8_lossy(&name), String::from_utf8(value).ok())?;
    }
    Ok(fields)
}

/// Undoes what a form does to bytes. They stay bytes: if those that are no text were replaced, different passwords
/// could become the same.
fn decoded(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).collect()
}

async fn multipart<S: Send + Sync>(request: Request, state: &S) -> Result<Fields, RestError> {
    let mut parts = Multipart::from_request(request, state).await.map_err(|_| unreadable())?;
    let mut fields = Fields::default();
    while let Some(part) = parts.next_field().await.map_err(|_| unreadable())? {
        let name = part.name().unwrap_or_default().to_owned();
        let value = part.bytes().await.map_err(|_| unreadable())?;
        fields.add(&name, String::from_utf8(value.into()).ok())?;
    }
    Ok(fields)
}

fn unreadable() -> RestError {
    RestError::new(StatusCode::BAD_REQUEST, UNREADABLE)
}

#[cfg(test)]
mod properties;
