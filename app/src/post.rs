//! Asking the server from the browser: a form's fields in, JSON out.

use crate::{
    browser::window,
    error::AppError,
    received::{Receive, Received},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response, UrlSearchParams};

/// Posts to one of our own server functions.
///
/// # Errors
/// What the server refuses with; [`AppError::Unreachable`] when it can't be asked.
pub(crate) async fn post<T: Receive>(path: &str, fields: Option<&UrlSearchParams>) -> Result<T, AppError> {
    let (is_good, body) = exchange(path, fields).await.ok_or(AppError::Unreachable)?;
    let body = body.ok_or(AppError::Internal)?;
    match is_good {
        true => body.read().ok_or(AppError::Internal),
        false => Err(body.read().unwrap_or(AppError::Internal)),
    }
}

/// Whether the answer is a success, and its body, if that is JSON.
async fn exchange(path: &str, fields: Option<&UrlSearchParams>) -> Option<(bool, Option<Received>)> {
    let request = RequestInit::new();
    request.set_method("POST");
    if let Some(fields) = fields {
        request.set_body(fields);
    }
    let answer = JsFuture::from(window().fetch_with_str_and_init(path, &request)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let body = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    Some((answer.ok(), Received::parse(&body)))
}
