//! Rendering pages and running server functions: the two ways from HTTP into the application.

use super::{
    Assets, Context,
    api::session::LogIn,
    refusal::app_error,
    shell::{failure, shell},
    viewer,
};
use crate::{error::AppError, gate, router::Address, routes, visit::Visit};
use auth::nonce;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE},
        uri::PathAndQuery,
    },
    response::{Html, IntoResponse, Response},
};
use leptos::{
    prelude::*,
    server_fn::{ServerFn, axum::server_fn_paths, error::SERVER_FN_ERROR_HEADER},
};
use leptos_axum::handle_server_fns_with_context;

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
/// More than any error of a server function.
const ERROR_MAX_BYTES: usize = 1024;

/// The addresses of all server functions. Each takes `POST`.
#[must_use]
pub fn server_function_paths() -> Vec<&'static str> {
    server_fn_paths().map(|(path, _)| path).collect()
}

/// A page, or the redirect to the page that is meant for this person.
pub async fn page(State(context): State<Context>, request: Request) -> Response {
    answer(context, request, StatusCode::OK).await
}

/// The page that says that there is none.
pub async fn not_found(State(context): State<Context>, request: Request) -> Response {
    answer(context, request, StatusCode::NOT_FOUND).await
}

/// The server functions. The framework calls it an error of ours (500) when it can't read what it was sent.
pub async fn server_functions(State(context): State<Context>, request: Request) -> Response {
    let unreadable = match request.uri().path() {
        LogIn::PATH => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    };
    let mut answer =
        handle_server_fns_with_context(move || provide_context(context.clone()), request).await.into_response();
    // The framework's own client would look for it; ours does not, and it tells what we are built with.
    answer.headers_mut().remove(SERVER_FN_ERROR_HEADER);
    if answer.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let body = to_bytes(body, ERROR_MAX_BYTES).await.unwrap_or_default();
    if serde_json::from_slice(&body).is_ok_and(|error: AppError| error == AppError::Unreadable) {
        parts.status = unreadable;
    }
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Response::from_parts(parts, Body::from(body))
}

/// A redirect with an empty body: to whom it goes depends on who asks, so it is not kept.
pub(super) fn see_other(to: String) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, to), (CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

async fn answer(context: Context, request: Request, status: StatusCode) -> Response {
    let user = match context.user(context.presented_in(request.headers())).await {
        Ok(user) => user,
        // Written to the log there; the page must not say more than that.
        Err(error) => return failure(&context.assets, app_error(&error)),
    };
    let path = request.uri().path();
    let address = request.uri().path_and_query().map_or(path, PathAndQuery::as_str);
    if let Some(to) = gate::detour(path, address, user.is_some()) {
        return see_other(to);
    }
    let account = match path == routes::ACCOUNT {
        true => context.account_of(&context.cookies.session_id(request.headers()).unwrap_or_default()).await,
        false => Ok(None),
    };
    let account = match account {
        Ok(account) => account,
        Err(error) => return failure(&context.assets, app_error(&error)),
    };
    let flash = context.cookies.read_flash(request.headers());
    let told = flash.is_some();
    let visit = Visit {
        mode: context.auth.mode(),
        policy: context.auth.password_policy(),
        has_mailbox: context.auth.has_mailbox(),
        viewer: user.as_ref().map(viewer::of),
        account,
        flash: flash.filter(|flash| flash.page == path),
    };
    // Only its own person gets to see it, and its address should not turn up anywhere either.
    let robots = (path == routes::ACCOUNT).then_some((ROBOTS, HeaderValue::from_static("noindex")));
    let forget = told.then(|| context.cookies.no_flash());
    let address = Address { path: path.to_owned(), query: request.uri().query().unwrap_or_default().to_owned() };
    let mut response = render(&context.assets, |nonce| shell(&context.assets, nonce, &visit, &address));
    if status != StatusCode::OK {
        *response.status_mut() = status;
    }
    // What one person sees is nobody else's, and a nonce is good for one answer.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().extend(robots);
    response.headers_mut().extend(forget.map(|cookie| (SET_COOKIE, cookie)));
    response
}

/// Renders a document, whose scripts get the nonce. Only those run, and our own files. No style or script of a stranger's
/// does, whatever gets into a page.
pub(super) fn render<IV: IntoView>(assets: &Assets, document: impl FnOnce(&str) -> IV) -> Response {
    let nonce = match nonce() {
        Ok(nonce) => nonce,
        Err(error) => return failure(assets, app_error(&error)),
    };
    // Signals live as long as their owner does.
    let html = Owner::new().with(|| document(&nonce).into_view().to_html());
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    ([(CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response()
}
