//! The card of what has happened lately.

use super::devices::{from_network, name_of};
use crate::{components::section::Section, visit::Happening};
use leptos::prelude::*;

/// Lists what has happened, newest first.
#[component]
pub(super) fn RecentActivity(happenings: Vec<Happening>) -> impl IntoView {
    let row = |happening: Happening| {
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
    };
    let empty = happenings.is_empty().then(|| view! { <p>"Nothing yet."</p> });
    view! {
        <Section id="activity" heading="Recent activity">
            <p>"If something here was not you, change your password."</p>
            {empty}
            <ul class="rows">{happenings.into_iter().map(row).collect_view()}</ul>
        </Section>
    }
}
