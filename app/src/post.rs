//! Asking the server from the browser: a form's fields in, JSON out.

use crate::error::AppError;
use leptos::{
    prelude::window,
    wasm_bindgen::JsCast,
    web_sys::{RequestInit, Response, UrlSearchParams},
};
use serde::de::DeserializeOwned;
use wasm_bindgen_futures::JsFuture;

/// Posts to one of our own server functions.
///
/// # Errors
/// What the server refuses with; [`AppError::Unreachable`] when it can't be asked.
pub(crate) async fn post<T: DeserializeOwned>(path: &str, fields: Option<&UrlSearchParams>) -> Result<T, AppError> {
    let (is_good, body) = exchange(path, fields).await.ok_or(AppError::Unreachable)?;
    match is_good {
        true => serde_json::from_str(&body).map_err(|_| AppError::Internal),
        false => Err(serde_json::from_str(&body).unwrap_or(AppError::Internal)),
    }
}

/// Whether the answer is a success, and its body.
async fn exchange(path: &str, fields: Option<&UrlSearchParams>) -> Option<(bool, String)> {
    let request = RequestInit::new();
    request.set_method("POST");
    if let Some(fields) = fields {
        request.set_body(fields);
    }
    let answer = JsFuture::from(window().fetch_with_str_and_init(path, &request)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let body = JsFuture::from(answer.text().ok()?).await.ok()?;
    Some((answer.ok(), body.as_string()?))
}
