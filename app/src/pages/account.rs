//! The page of the signed-in person's account: a card for each thing to look after.
//!
//! The cards are there once and for all, and only what stands in them changes: what a form is made of must not be made
//! inside of what is made anew, on the server least of all, where the former could be gone before the latter is shown.

mod activity;
mod data;
mod deletion;
mod devices;
mod email;
mod password;
mod profile;
mod words;

use crate::{
    components::page::page_header,
    pages::pass_gate,
    reactive::*,
    routes,
    view::{Part, div},
    visit::Site,
};

/// Shows the account.
pub(crate) fn account_page() -> Part {
    pass_gate(routes::ACCOUNT);
    let site = Site::current();
    // A page that was navigated to was not gated by the server, so it asks whether the session is still there.
    if site.hydrated.get_untracked() && site.viewer.with_untracked(Option::is_some) {
        site.ask_for_account();
    }
    div()
        .class("account")
        .child(page_header(words::HEADING))
        .child(profile::profile())
        .child(devices::devices())
        .child(email::change_email())
        .child(password::change_password())
        .child(activity::recent_activity())
        .child(data::data())
        .child(deletion::deletion())
        .into()
}
