//! The card of what has happened lately.

use super::{
    devices::{from_network, moment, name_of},
    words::{LOADING, activity as words},
};
use crate::{
    components::{card::card, empty::empty},
    reactive::*,
    view::{Element, div, li, p, reactive, ul},
    visit::{Happening, Site},
};

/// Lists what has happened, newest first.
pub(super) fn recent_activity() -> Element {
    let account = Site::current().account;
    let list = reactive(move || match account.get().map(|account| account.happenings) {
        None => empty(LOADING),
        Some(happenings) if happenings.is_empty() => empty(words::EMPTY),
        Some(happenings) => ul().child(happenings.into_iter().map(row).collect::<Vec<_>>()),
    });
    card("activity", words::HEADING, (p().class("lead").child(words::LEAD), list))
}

fn row(happening: Happening) -> Element {
    let name = p().class("row-name").child(happening.what);
    let note = p().class("row-note").child((
        moment(happening.when),
        ", ",
        name_of(&happening.name),
        from_network(&happening.network),
    ));
    li().class("row").child(div().child(name).child(note))
}
