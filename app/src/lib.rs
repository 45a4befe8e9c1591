//! The web application, compiled twice: for the server, which renders pages and runs the server functions, and for
//! the browser, which brings the rendered pages to life.
//!
//! | module | noun |
//! | --- | --- |
//! | [`routes`] | the pages' addresses |
//! | [`visit`] | what a page knows about the person who opened it |
//! | [`error`] | what a form may be told when it is refused |
//! | `gate` | who may see which page |
//! | `pages` | one page a file |
//! | `components` | what pages are made of |
//! | `view` | what components are made of: one type for every part of a page |
//! | `reactive` | how what is shown follows what is known: Leptos' signals and effects |
//! | `router` | going from page to page |
//! | `browser` | what the browser offers |
//! | `post` | asking the server from the browser |
//! | `received` | what the server answers |
//! | `ssr` | everything that only the server has: server functions, cookies, gates, rendering |

mod browser;
mod components;
pub mod error;
mod gate;
mod pages;
mod post;
mod reactive;
mod received;
mod router;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod ssr;
mod view;
pub mod visit;

use any_spawner::Executor;
use browser::document;
use components::layout::layout;
use pages::page_at;
use reactive::{Get, Owner, effect, provide_context, untrack};
use received::Received;
use router::Address;
use std::mem;
use view::{Part, reactive};
use visit::{Site, Visit};
use web_sys::HtmlElement;

/// The attribute of the body in which the server leaves the [`Visit`] for the browser.
const VISIT: &str = "data-visit";

/// The whole application below `<body>`.
fn app(site: Site) -> Part {
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
        let site = Site::arrive(take_visit(&body).unwrap_or_default(), Address::of_document());
        let alive = view::hydrate(app(site), body.into());
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
