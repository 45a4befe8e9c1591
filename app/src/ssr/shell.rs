//! The shell is the document around a page.
//!
//! Leptos' own `HydrationScripts` reads the file names from disk for every page and prints the nonce into readable
//! attributes; this one does neither.

use super::Assets;
use crate::{
    app,
    components::layout::wordmark,
    error::AppError,
    router::Address,
    view::Part,
    visit::{Site, Visit},
};
use axum::{
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
    },
    response::{Html, IntoResponse, Response},
};
use leptos::prelude::*;

/// Where scripts run (W3C, Media Queries Level 5).
const SCRIPTING: &str = "(scripting: enabled)";

/// A page of the application, which comes to life in the browser.
pub(super) fn shell(assets: &Assets, nonce: &str, visit: &Visit, address: &Address) -> impl IntoView + use<> {
    let (Assets { boot, js, wasm, css }, nonce) = (assets.clone(), nonce.to_owned());
    let site = Site::arrive(visit.clone(), address.clone());
    let visit = serde_json::to_string(visit).ok();
    // First, because it says what the title is.
    let body = app(site).into_render();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <Head css=css/>
                // What the page needs to be read and used goes first; and who runs no scripts is not sent any of this.
                <link rel="modulepreload" href=js media=SCRIPTING/>
                <link as="fetch" rel="preload" href=wasm media=SCRIPTING type="application/wasm" crossorigin="anonymous" fetchpriority="low"/>
                <script type="module" src=boot nonce=nonce></script>
                <title>{site.title()}</title>
            </head>
            <body data-visit=visit>{body}</body>
        </html>
    }
}

/// A page made of the application's parts, but without what brings it to life.
pub(super) fn still_shell(assets: &Assets, site: Site, body: Part) -> impl IntoView + use<> {
    let body = body.into_render();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <Head css=assets.css.clone()/>
                <title>{site.title()}</title>
            </head>
            <body>{body}</body>
        </html>
    }
}

/// A document without scripts, for what is not a page of the application. It may hold what is one person's.
pub(super) fn plain_document(assets: &Assets, title: &'static str, body: impl IntoView) -> Response {
    let document = view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <Head css=assets.css.clone()/>
                <title>{title}</title>
            </head>
            <body>
                <header class="site-header">
                    <a href="/" class="wordmark">{Part::from(wordmark())}</a>
                </header>
                <main id="main">{body.into_view()}</main>
            </body>
        </html>
    };
    const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; object-src 'none'; \
                          base-uri 'none'; frame-ancestors 'none'";
    ([(CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-store")], Html(document.to_html())).into_response()
}

/// The page for our own faults. It is rendered without the application, which may be what failed.
pub(super) fn failure(assets: &Assets, error: AppError) -> Response {
    let (status, title, document_title, text) = match error {
        AppError::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Back in a moment",
            "Back in a moment · Bienvenue",
            "This page is not available right now. Wait a moment, then reload it.",
        ),
        _ => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong",
            "Something went wrong · Bienvenue",
            "It is our fault, and nothing was changed. Try again in a moment.",
        ),
    };
    let body = view! {
        <article class="card">
            <h1>{title}</h1>
            <p>{text}</p>
        </article>
    };
    (status, plain_document(assets, document_title, body)).into_response()
}

/// The page for whoever sent a form that stands on another site, perhaps without knowing.
#[must_use]
pub fn foreign_form(assets: &Assets) -> Response {
    let body = view! {
        <article class="card">
            <h1>"Nothing was done"</h1>
            <p>"This form was sent from another site. If you meant to, open the page here and fill it in again."</p>
            <p><a href="/">"To the home page"</a></p>
        </article>
    };
    (StatusCode::FORBIDDEN, plain_document(assets, "Nothing was done · Bienvenue", body)).into_response()
}

#[component]
fn Head(css: String) -> impl IntoView {
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="description" content="Create an account, sign in, or choose a new password."/>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
        <link rel="stylesheet" href=css/>
    }
}
