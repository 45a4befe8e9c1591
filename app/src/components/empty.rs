//! What stands where there is nothing yet.

use leptos::prelude::*;

/// Says that there is nothing, and what would bring something.
#[component]
pub(crate) fn Empty(words: &'static str) -> impl IntoView {
    view! { <p class="empty">{words}</p> }
}
