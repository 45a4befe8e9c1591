//! Which address leads where.

use crate::{
    assets, layers,
    negotiation::prefers_html,
    rest::{self, error::message},
};
use app::{
    routes::{HOME, MAILBOX},
    ssr::{Context, mailbox, native_forms, not_found, page, page_paths, server_function_paths, server_functions},
};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{Method, StatusCode, header::VARY},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// All routes: REST, pages, server functions and files.
pub fn router(context: Context) -> Router {
    let (rest, description) = rest::routes().split_for_parts();
    let routes = Router::new()
        .merge(rest)
        .merge(pages())
        .merge(functions(&context))
        .merge(development(&context))
        .route("/openapi.json", get(async move || Json(description)))
        .method_not_allowed_fallback(async || {
            message(StatusCode::METHOD_NOT_ALLOWED, "this address takes other methods")
        })
        .fallback(file_or_nothing)
        .with_state(context);
    layers::around(routes)
}

/// Pages are small, so the quickest compression does.
fn pages() -> Router<Context> {
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest);
    let paths = page_paths().into_iter().filter(|path| path != HOME);
    let pages = paths.fold(Router::new(), |router, path| router.route(&path, get(page)));
    pages.route(HOME, get(greeting_or_home)).layer(compression)
}

/// `/` has two readers: programs get the greeting, people the home page.
async fn greeting_or_home(State(context): State<Context>, request: Request) -> Response {
    let answer = if prefers_html(request.headers()) {
        page(State(context), request).await
    } else {
        rest::greet().await.into_response()
    };
    ([(VARY, "Accept")], answer).into_response()
}

fn functions(context: &Context) -> Router<Context> {
    let paths = server_function_paths().into_iter();
    let functions = paths.fold(Router::new(), |router, path| router.route(path, post(server_functions)));
    functions.layer(from_fn_with_state(context.clone(), native_forms))
}

/// What exists on a desk only.
fn development(context: &Context) -> Router<Context> {
    match context.auth.mode().is_development() {
        true => Router::new().route(MAILBOX, get(mailbox)),
        false => Router::new(),
    }
}

/// A file of the site; else a page for people, or a message for programs, that says that there is nothing.
async fn file_or_nothing(State(context): State<Context>, request: Request) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if let Some(file) = is_read.then(|| assets::serve(request.uri().path(), request.headers())).flatten() {
        return file;
    }
    let mut answer = match is_read && prefers_html(request.headers()) {
        true => not_found(State(context), request).await,
        false => message(StatusCode::NOT_FOUND, "there is nothing at this address"),
    };
    answer.headers_mut().insert(VARY, axum::http::HeaderValue::from_static("Accept"));
    answer
}
