//! The page for addresses that lead nowhere.

use crate::{
    components::{empty::Empty, page::Page},
    routes,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Page not found";
    pub(super) const NOTHING: &str =
        "There is nothing at this address. Perhaps it was typed wrongly, or the page has moved.";
    pub(super) const HOME: &str = "Go to the home page";
}

/// Says so, and shows the way back.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <Page heading=words::HEADING>
            <Empty words=words::NOTHING/>
            <A href=routes::HOME attr:class="button primary">{words::HOME}</A>
        </Page>
    }
}
