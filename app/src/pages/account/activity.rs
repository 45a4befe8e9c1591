//! The card of what has happened lately.

use super::{
    devices::{from_network, name_of},
    words::{LOADING, activity as words},
};
use crate::{
    components::{card::Card, empty::Empty},
    visit::{Happening, Site},
};
use leptos::prelude::*;

/// Lists what has happened, newest first.
#[component]
pub(super) fn RecentActivity() -> impl IntoView {
    let account = Site::current().account;
    let list = move || match account.get().map(|account| account.happenings) {
        None => view! { <Empty words=LOADING/> }.into_any(),
        Some(happenings) if happenings.is_empty() => view! { <Empty words=words::EMPTY/> }.into_any(),
        Some(happenings) => view! { <ul>{happenings.into_iter().map(row).collect_view()}</ul> }.into_any(),
    };
    view! {
        <Card id="activity" heading=words::HEADING>
            <p class="lead">{words::LEAD}</p>
            {list}
        </Card>
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
