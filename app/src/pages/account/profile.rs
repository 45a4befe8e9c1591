//! The card that says whose account it is.

use super::words::profile as words;
use crate::{
    components::card::card,
    reactive::*,
    view::{Element, dd, dl, dt, reactive, time},
    visit::{Site, Viewer},
};

/// Shows the address, and since when there is an account.
pub(super) fn profile() -> Element {
    let viewer = Site::current().viewer;
    card("profile", words::HEADING, reactive(move || viewer.get().map(details)))
}

fn details(viewer: Viewer) -> Element {
    let since = time().attr("datetime", viewer.member_since).child(viewer.member_since_words);
    dl().class("details")
        .child(dt().child(words::EMAIL))
        .child(dd().child(viewer.email))
        .child(dt().child(words::MEMBER_SINCE))
        .child(dd().child(since))
}
