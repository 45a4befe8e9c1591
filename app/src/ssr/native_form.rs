//! A native form is one that the browser posts by itself, because JavaScript is off or has not arrived yet.
//!
//! Server functions answer with JSON. For a native form, this turns the answer into what a browser can follow: a
//! redirect to the next page, or back to the form with a flash cookie that says why. Leptos would put the error into
//! the address instead, and redirect to whatever page the request claims to come from.

use super::{Context, page::see_other, prefers_html};
use crate::{
    error::AppError,
    routes,
    visit::{Flash, FormId, Message, Next},
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue,
        header::{ACCEPT, SET_COOKIE},
        request::Parts,
    },
    middleware,
    response::Response,
};
use domain::ReturnPath;

/// The largest form, and more than any answer, in bytes.
const MAX_BYTES: usize = 16 * 1024;

/// Middleware around the server functions, behind what reads bodies.
pub async fn native_forms(State(context): State<Context>, request: Request, inner: middleware::Next) -> Response {
    match native_form(request.uri().path(), request.headers()) {
        Some(form) => answer(&context, form, request, inner).await,
        None => inner.run(request).await,
    }
}

/// The answer to a native form whose fields could not be read; `None` where the request is none.
#[must_use]
pub fn refuse_form(context: &Context, request: &Parts, error: AppError) -> Option<Response> {
    let form = native_form(request.uri.path(), &request.headers)?;
    let (to, flash) = refused(form, &Bytes::new(), error);
    Some(redirect(context, to, flash, &HeaderMap::new()))
}

async fn answer(context: &Context, form: FormId, request: Request, inner: middleware::Next) -> Response {
    let (mut parts, body) = request.into_parts();
    // Read already, and small.
    let typed = to_bytes(body, MAX_BYTES).await.unwrap_or_default();
    parts.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let (answer, body) = inner.run(Request::from_parts(parts, Body::from(typed.clone()))).await.into_parts();
    let body = to_bytes(body, MAX_BYTES).await.unwrap_or_default();
    let (to, flash) = match serde_json::from_slice::<Next>(&body) {
        Ok(next) if answer.status.is_success() => (next.to, next.flash),
        _ => refused(form, &typed, serde_json::from_slice(&body).unwrap_or(AppError::Internal)),
    };
    redirect(context, to, flash, &answer.headers)
}

/// A redirect with the answer's cookies and the flash.
fn redirect(context: &Context, to: String, flash: Option<Flash>, answer: &HeaderMap) -> Response {
    let mut response = see_other(to);
    let cookies = answer.get_all(SET_COOKIE).iter().cloned();
    let flash = flash.and_then(|flash| context.cookies.flash(&flash));
    response.headers_mut().extend(cookies.chain(flash).map(|cookie| (SET_COOKIE, cookie)));
    response
}

/// Back to the form: why it was refused, and what was typed except the password.
fn refused(form: FormId, typed: &Bytes, error: AppError) -> (String, Option<Flash>) {
    let field =
        |name: &str| form_urlencoded::parse(typed).find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let page = page_of(form);
    let to = routes::keeping(page, &field(ReturnPath::FIELD).unwrap_or_default());
    let flash = Flash {
        page: page.to_owned(),
        message: Message::Refused(form, error),
        // A cookie holds 4,096 bytes; no address is longer than this.
        email: field("email")
            .or_else(|| field("new_email"))
            .filter(|email| email.len() <= domain::Email::MAX_BYTES)
            .unwrap_or_default(),
    };
    (to, Some(flash))
}

fn native_form(path: &str, headers: &HeaderMap) -> Option<FormId> {
    FormId::ALL.into_iter().find(|form| form.path() == path && prefers_html(headers))
}

/// The page on which a form stands.
fn page_of(form: FormId) -> &'static str {
    match form {
        FormId::Register => routes::REGISTER,
        FormId::LogIn => routes::LOGIN,
        FormId::LogOut
        | FormId::EndSession
        | FormId::EndOtherSessions
        | FormId::ConfirmPassword
        | FormId::ChangePassword
        | FormId::ChangeEmail
        | FormId::CancelEmailChange
        | FormId::DeleteAccount => routes::ACCOUNT,
        FormId::VerifyEmail | FormId::ResendVerification => routes::VERIFY_EMAIL,
        FormId::UndoEmailChange => routes::UNDO_EMAIL_CHANGE,
        FormId::ForgotPassword => routes::FORGOT_PASSWORD,
        FormId::ResetPassword => routes::RESET_PASSWORD,
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ssr::server_function_paths,
        visit::{ACCOUNT_API, STRENGTH_API},
    };
    use std::collections::BTreeSet;

    #[test]
    fn every_form_is_sent_to_a_server_function_of_its_own() {
        let forms: BTreeSet<_> = FormId::ALL.into_iter().map(FormId::path).collect();
        assert_eq!(forms.len(), FormId::ALL.len());
        let asked_by_scripts = [ACCOUNT_API, STRENGTH_API];
        let expected: BTreeSet<_> = forms.into_iter().chain(asked_by_scripts).collect();
        assert_eq!(expected, server_function_paths().into_iter().collect());
    }
}
