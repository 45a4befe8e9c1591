//! The page for addresses that lead nowhere.

use crate::{
    components::{empty::empty, page::card_page},
    router::link,
    routes,
    view::Part,
};

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Page not found";
    pub(super) const NOTHING: &str =
        "There is nothing at this address. Perhaps it was typed wrongly, or the page has moved.";
    pub(super) const HOME: &str = "Go to the home page";
}

/// Says so, and shows the way back.
pub(crate) fn not_found_page() -> Part {
    let home = link(routes::HOME, words::HOME).class("button primary");
    card_page(words::HEADING, (empty(words::NOTHING), home)).into()
}
