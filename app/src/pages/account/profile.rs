//! The card that says whose account it is.

use super::words::profile as words;
use crate::{
    components::card::Card,
    visit::{Site, Viewer},
};
use leptos::prelude::*;

/// Shows the address, and since when there is an account.
#[component]
pub(super) fn Profile() -> impl IntoView {
    let viewer = Site::current().viewer;
    view! { <Card id="profile" heading=words::HEADING>{move || viewer.get().map(details)}</Card> }
}

fn details(viewer: Viewer) -> impl IntoView {
    view! {
        <dl class="details">
            <dt>{words::EMAIL}</dt>
            <dd>{viewer.email}</dd>
            <dt>{words::MEMBER_SINCE}</dt>
            <dd><time datetime=viewer.member_since>{viewer.member_since_words}</time></dd>
        </dl>
    }
}
