//! The card of what has happened lately.

use super::devices::{from_network, name_of};
use crate::{
    components::section::Section,
    visit::{Happening, Site},
};
use leptos::prelude::*;

/// Lists what has happened, newest first.
#[component]
pub(super) fn RecentActivity() -> impl IntoView {
    let account = Site::current().account;
    let happenings = move || account.get().map(|account| account.happenings).unwrap_or_default();
    view! {
        <Section id="activity" heading="Recent activity">
            <p>"If something here was not you, change your password."</p>
            <ul class="rows">{move || happenings().into_iter().map(row).collect_view()}</ul>
        </Section>
    }
}

fn row(happening: Happening) -> impl IntoView {
    view! {
        <li class="row">
            <div>
                <p class="row-name">{happening.what}</p>
                <p class="row-note">
                    <time datetime=happening.when.machine>{happening.when.words}</time>
                    ", " {name_of(&happening.name)} {from_network(&happening.network)}
                </p>
            </div>
        </li>
    }
}
