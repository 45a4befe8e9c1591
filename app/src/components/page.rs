//! A page is a heading, a title and what stands below them.

use super::alert::{Tone, alert};
use crate::{
    reactive::*,
    view::{Element, NodeRef, Part, article, h1, p, reactive},
    visit::Site,
};
use web_sys::HtmlElement;

/// The product's name, in titles.
pub(crate) const NAME: &str = "Bienvenue";

/// The frame of a page with one job.
pub(crate) fn card_page(heading: &'static str, content: impl Into<Part>) -> Element {
    article().class("card").child(page_header(heading)).child(content)
}

/// The heading of a page, which is also its title.
///
/// After a document load the browser reads the page from its beginning. After a navigation inside of it nothing would
/// tell a screen reader that there is another page, so the focus goes to the heading.
pub(crate) fn page_header(heading: &'static str) -> Element {
    let (site, node) = (Site::current(), NodeRef::new());
    site.heading.set(heading);
    if site.hydrated.get_untracked() {
        effect(move |_| _ = node.get::<HtmlElement>().map(|heading| heading.focus()));
    }
    h1().attr("tabindex", "-1").node_ref(node).child(heading)
}

/// What has been done, where no form is left to say it.
pub(crate) fn notice() -> Part {
    let flash = Site::current().flash;
    let words = move || flash.get().filter(|flash| flash.message.form().is_none())?.words();
    reactive(move || words().map(|words| alert(Tone::Success, p().child(words))))
}
