//! The web application, compiled twice: for the server, which renders pages and runs the server functions, and for
//! the browser, which brings the rendered pages to life.
//!
//! | module | noun |
//! | --- | --- |
//! | [`routes`] | the pages' addresses |
//! | [`visit`] | what a page knows about the person who opened it |
//! | [`api`] | the server functions behind the forms |
//! | [`error`] | what a form may be told when it is refused |
//! | `gate` | who may see which page |
//! | `pages` | one page a file |
//! | `components` | what pages are made of |
//! | `view` | what components are made of: one type for every part of a page |
//! | `router` | going from page to page |
//! | `post` | asking the server from the browser |
//! | `received` | what the server answers |
//! | `ssr` | everything that only the server has: cookies, gates, rendering |

pub mod api;
mod components;
pub mod error;
mod gate;
mod pages;
mod post;
mod received;
mod router;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod ssr;
mod view;
pub mod visit;

use any_spawner::Executor;
use components::layout::layout;
use leptos::{
    prelude::{Get, Owner, document, provide_context, untrack},
    web_sys::HtmlElement,
};
use pages::page_at;
use received::Received;
use std::mem;
use view::{Part, effect, reactive};
use visit::{Site, Visit};

/// The attribute of the body in which the server leaves the [`Visit`] for the browser.
const VISIT: &str = "data-visit";

/// The whole application below `<body>`.
fn app() -> Part {
    let site = Site::arrive();
    provide_context(site);
    layout(reactive(move || {
        let page = site.page.get();
        // What a page reads while it is made does not make it anew.
        untrack(|| page_at(&page))
    }))
}

/// Brings the page to life that the server has written.
pub fn hydrate() {
    let Some(body) = document().body() else { return };
    // An error would say that this was done already.
    _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let alive = owner.with(|| {
        provide_context(take_visit(&body).unwrap_or_default());
        let alive = view::hydrate(app(), body.into());
        let site = Site::current();
        effect(move |_| document().set_title(&site.title()));
        (alive, router::follow(site))
    });
    // It lives as long as the document does.
    mem::forget((owner, alive));
}

/// Reads the visit, and wipes it: what is private in it must not outlast the page that shows it.
fn take_visit(body: &HtmlElement) -> Option<Visit> {
    let visit = body.get_attribute(VISIT)?;
    _ = body.remove_attribute(VISIT);
    Received::parse(&visit)?.read()
}
