//! A card is one job of a page that has several, with a heading of its own.

use crate::view::{Element, Part, h2, section};

/// A card. The `id` is its place in the page's address, too.
pub(crate) fn card(id: &'static str, heading: &'static str, content: impl Into<Part>) -> Element {
    let heading_id = [id, "-heading"].concat();
    section()
        .class("card")
        .id(id)
        .attr("aria-labelledby", heading_id.clone())
        .child(h2().id(heading_id).child(heading))
        .child(content)
}
