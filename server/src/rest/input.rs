//! Input: named fields of text, from form data, multipart or JSON alike.

use super::error::RestError;
use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::{StatusCode, header::CONTENT_TYPE},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The fields of a request. A missing field is empty, so that the service refuses it by name.
pub(super) struct Input<T>(pub(super) T);

const UNREADABLE: &str = "the body can't be read as what its Content-Type says";

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = RestError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RestError> {
        let fields = match content_type(&request).as_str() {
            // What a program sends that says nothing about its body is a form, too.
            "" | "application/x-www-form-urlencoded" => form(&body(request, state).await?)?,
            "application/json" => json(&body(request, state).await?)?,
            "multipart/form-data" => multipart(request, state).await?,
            _ => {
                let message = "send application/x-www-form-urlencoded, multipart/form-data or application/json";
                return Err(RestError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
            }
        };
        T::deserialize(Value::Object(fields)).map(Self).map_err(|_| unreadable())
    }
}

fn content_type(request: &Request) -> String {
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, RestError> {
    Bytes::from_request(request, state).await.map_err(|_| unreadable())
}

fn form(body: &[u8]) -> Result<Map<String, Value>, RestError> {
    std::str::from_utf8(body).map_err(|_| unreadable())?;
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(body) {
        add(&mut fields, &name, value.into_owned())?;
    }
    Ok(fields)
}

fn json(body: &[u8]) -> Result<Map<String, Value>, RestError> {
    let fields: Map<String, Value> = serde_json::from_slice(body).map_err(|_| unreadable())?;
    match fields.iter().find(|(_, value)| !value.is_string()) {
        Some((name, _)) => Err(bad_field(name, "is not text")),
        None => Ok(fields),
    }
}

async fn multipart<S: Send + Sync>(request: Request, state: &S) -> Result<Map<String, Value>, RestError> {
    let mut parts = Multipart::from_request(request, state).await.map_err(|_| unreadable())?;
    let mut fields = Map::new();
    while let Some(part) = parts.next_field().await.map_err(|_| unreadable())? {
        let name = part.name().unwrap_or_default().to_owned();
        add(&mut fields, &name, part.text().await.map_err(|_| unreadable())?)?;
    }
    Ok(fields)
}

/// Two values for one name could be read differently by whoever checks and whoever uses them.
fn add(fields: &mut Map<String, Value>, name: &str, value: String) -> Result<(), RestError> {
    match fields.insert(name.to_owned(), Value::String(value)) {
        Some(_) => Err(bad_field(name, "is given twice")),
        None => Ok(()),
    }
}

fn bad_field(name: &str, what: &str) -> RestError {
    RestError::new(StatusCode::BAD_REQUEST, format!("{name} {what}"))
}

fn unreadable() -> RestError {
    RestError::new(StatusCode::BAD_REQUEST, UNREADABLE)
}
