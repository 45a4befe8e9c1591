//! A page is a heading, a title and what stands below them.

use super::alert::{Alert, Tone};
use crate::visit::Site;
use leptos::{html, prelude::*};
use leptos_meta::Title;

/// The product's name, in titles.
pub(crate) const NAME: &str = "Bienvenue";

/// The frame of a page with one job.
#[component]
pub(crate) fn Page(heading: &'static str, children: Children) -> impl IntoView {
    view! {
        <article class="card">
            <PageHeader heading=heading/>
            {children()}
        </article>
    }
}

/// The heading of a page, which is also its title. The title says "Error:" first after a refusal.
///
/// After a document load the browser reads the page from its beginning. After a navigation inside of it nothing would
/// tell a screen reader that there is another page, so the focus goes to the heading.
#[component]
pub(crate) fn PageHeader(heading: &'static str) -> impl IntoView {
    let site = Site::current();
    let h1 = NodeRef::<html::H1>::new();
    if site.hydrated.get_untracked() {
        Effect::new(move |_| _ = h1.get().map(|heading| heading.focus()));
    }
    // Only constants reach the title: leptos_meta writes it to the page as it is. On the server it asks for it once more
    // when the page is whole and what it was made of is gone; a counted signal is still there then.
    let refused = ArcRwSignal::from(site.refused);
    let title = move || {
        let error = if refused.read().is_empty() { "" } else { "Error: " };
        if heading == NAME { format!("{error}{NAME}") } else { format!("{error}{heading} · {NAME}") }
    };
    view! {
        <Title text=title/>
        <h1 tabindex="-1" node_ref=h1>{heading}</h1>
    }
}

/// What has been done, where no form is left to say it.
#[component]
pub(crate) fn Notice() -> impl IntoView {
    let flash = Site::current().flash;
    let words = move || flash.get().filter(|flash| flash.message.form().is_none())?.words();
    move || words().map(|words| view! { <Alert tone=Tone::Success><p>{words}</p></Alert> })
}
