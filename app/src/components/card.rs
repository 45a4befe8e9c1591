//! A card is one job of a page that has several, with a heading of its own.

use leptos::prelude::*;

/// A card. The `id` is its place in the page's address, too.
#[component]
pub(crate) fn Card(id: &'static str, heading: &'static str, children: Children) -> impl IntoView {
    let heading_id = format!("{id}-heading");
    let labelled_by = heading_id.clone();
    view! {
        <section class="card" id=id aria-labelledby=labelled_by>
            <h2 id=heading_id>{heading}</h2>
            {children()}
        </section>
    }
}
