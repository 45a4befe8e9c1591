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
//! | `post` | asking the server from the browser |
//! | `ssr` | everything that only the server has: cookies, gates, rendering |
#![recursion_limit = "256"]
#![expect(unreachable_pub, reason = "the component macro makes public props of crate-wide components")]

pub mod api;
mod components;
pub mod error;
mod gate;
mod pages;
mod post;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod ssr;
pub mod visit;

use components::layout::Layout;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::Router;
use pages::Pages;
use visit::Site;

/// The whole application below `<body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Site::arrive());
    view! {
        <Router>
            <Layout>
                <Pages/>
            </Layout>
        </Router>
    }
}
