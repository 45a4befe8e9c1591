//! Which address leads where.

use crate::{
    assets,
    layers::{self, CrossSite, Surroundings, Unreadable},
    metrics::Routes,
    monitor::Monitor,
    proxies::TrustedProxies,
    rest::{self, error::message},
};
use app::{
    error::AppError,
    routes::{ACCOUNT_DATA, CHANGE_PASSWORD, GALLERY, HOME, MAILBOX, PAGES, is_page},
    ssr::{
        Context, download, gallery, mail_as_html, mailbox, native_forms, not_found, page, prefers_html, refuse_form,
        server_function_paths, server_functions,
    },
};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, Uri, header::VARY},
    middleware::from_fn_with_state,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use futures_util::{FutureExt, future::ready};
use std::{future::Future, sync::Arc};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use utoipa::openapi::OpenApi;

/// Where password managers send people (W3C, "A Well-Known URL for Changing Passwords").
const WELL_KNOWN: &str = "/.well-known/change-password";
/// Where the REST routes are described.
const DESCRIPTION: &str = "/openapi.json";

/// All routes: REST, pages, server functions and files. Where a request comes from, these proxies may say; what becomes
/// of it, this monitor is told.
pub fn router(context: Context, proxies: TrustedProxies, monitor: &Monitor) -> Router {
    let mode = context.auth.mode();
    let guard = CrossSite::new(context.auth.public_url(), mode, Arc::clone(&context.assets));
    let (reading, mut description) = rest::reading(monitor.health.clone()).split_for_parts();
    let (writing, of_writing) = rest::writing().split_for_parts();
    description.merge(of_writing);
    let meters = monitor.metrics.routes(|| Routes::of(paths(&description)));
    let routes = Router::new()
        .merge(reading)
        .merge(layers::bounded(writing.route(ACCOUNT_DATA, post(download)), |_, reason| {
            message(reason.status(), in_words(reason))
        }))
        .merge(pages())
        .merge(functions(&context))
        .merge(development(&context))
        .route(WELL_KNOWN, get(async || Redirect::to(CHANGE_PASSWORD)))
        .route(DESCRIPTION, get(async move || Json(description)))
        .method_not_allowed_fallback(async || {
            message(StatusCode::METHOD_NOT_ALLOWED, "this address takes other methods")
        })
        .fallback(file_or_nothing)
        .with_state(context);
    layers::around(routes, Surroundings { mode, proxies, guard, meters })
}

/// The paths of all routes, as the router is given them.
fn paths(description: &OpenApi) -> Vec<String> {
    let message = format!("{MAILBOX}/{{id}}");
    let others = [ACCOUNT_DATA, WELL_KNOWN, DESCRIPTION, GALLERY, MAILBOX, &message];
    let ours = PAGES.into_iter().chain(server_function_paths()).chain(others).map(str::to_owned);
    description.paths.paths.keys().cloned().chain(ours).collect()
}

/// Pages are small, so the quickest compression does.
fn pages() -> Router<Context> {
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest);
    let paths = PAGES.into_iter().filter(|path| *path != HOME);
    let pages = paths.fold(Router::new(), |router, path| router.route(path, get(page)));
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
    let functions = functions.layer(from_fn_with_state(context.clone(), native_forms));
    let context = context.clone();
    layers::bounded(functions, move |request, reason| {
        let error = match reason {
            Unreadable::TooLarge => AppError::TooLarge,
            Unreadable::TooSlow => AppError::Unreachable,
            Unreadable::CutShort => AppError::Unreadable,
        };
        refuse_form(&context, request, error).unwrap_or_else(|| (reason.status(), Json(error)).into_response())
    })
}

fn in_words(reason: Unreadable) -> &'static str {
    match reason {
        Unreadable::TooLarge => "the body is larger than 16 KiB",
        Unreadable::TooSlow => "the body takes longer than 15 seconds",
        Unreadable::CutShort => "the request ended before its body did",
    }
}

/// What exists on a desk only.
fn development(context: &Context) -> Router<Context> {
    if !context.auth.mode().is_development() {
        return Router::new();
    }
    let routes = Router::new().route(GALLERY, get(gallery));
    if !context.auth.has_mailbox() {
        return routes;
    }
    routes.route(MAILBOX, get(mailbox)).route(&format!("{MAILBOX}/{{id}}"), get(mail_as_html))
}

/// A file of the site, or that there is none. The future of a file, which is asked for most, does without the request and
/// without room for a page: what is larger than a kilobyte costs the allocator a lock.
fn file_or_nothing(State(context): State<Context>, request: Request) -> impl Future<Output = Response> {
    match is_read(&request).then(|| assets::serve(request.uri().path(), request.headers())).flatten() {
        Some(file) => ready(file).left_future(),
        None => nothing(context, request).boxed().right_future(),
    }
}

fn is_read(request: &Request) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}

/// A page for people, or a message for programs, that says that there is nothing.
async fn nothing(context: Context, request: Request) -> Response {
    if let Some(page) = page_without_slash(request.uri()) {
        return Redirect::permanent(&page).into_response();
    }
    let mut answer = match is_read(&request) && prefers_html(request.headers()) {
        true => not_found(State(context), request).await,
        false => message(StatusCode::NOT_FOUND, "there is nothing at this address"),
    };
    answer.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
    answer
}

/// The address of the page that is meant by one with a slash at its end.
fn page_without_slash(uri: &Uri) -> Option<String> {
    let page = uri.path().strip_suffix('/').filter(|path| is_page(path))?;
    Some(uri.query().map_or_else(|| page.to_owned(), |query| format!("{page}?{query}")))
}
