//! The page for addresses that lead nowhere.

use crate::{components::page::Page, routes};
use leptos::prelude::*;
use leptos_router::components::A;

/// Says so, and shows the way back.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! {
        <Page heading="Page not found">
            <p>"There is nothing at this address. Perhaps it was typed wrongly, or the page has moved."</p>
            <p class="aside"><A href=routes::HOME>"Go to the home page"</A></p>
        </Page>
    }
}
