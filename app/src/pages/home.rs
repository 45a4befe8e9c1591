//! The home page.

use crate::{
    components::page::{NAME, notice, page_header},
    reactive::*,
    router::link,
    routes,
    view::{Part, div, either, p, reactive, section, strong},
    visit::Site,
};

/// The page's words.
mod words {
    pub(super) const LEAD: &str = "One account for this application. Create yours, or sign in to go on.";
    pub(super) const CREATE_ACCOUNT: &str = "Create account";
    pub(super) const SIGN_IN: &str = "Sign in";
    pub(super) const SIGNED_IN_AS: &str = "You are signed in as ";
    pub(super) const ACCOUNT: &str = "Your account";
}

/// Greets, and shows the way in.
pub(crate) fn home_page() -> Part {
    let viewer = Site::current().viewer;
    let signed_out = || {
        let register = link(routes::REGISTER, words::CREATE_ACCOUNT).class("button primary");
        let log_in = link(routes::LOGIN, words::SIGN_IN).class("button");
        (p().class("lead").child(words::LEAD), div().class("actions").child((register, log_in)))
    };
    let signed_in = move || {
        let email = strong().child(reactive(move || viewer.get().map(|viewer| viewer.email)));
        let account = link(routes::ACCOUNT, words::ACCOUNT).class("button primary");
        (p().class("lead").child((words::SIGNED_IN_AS, email)), div().class("actions").child(account))
    };
    let ways = either(move || viewer.read().is_some(), signed_in, signed_out);
    section().class("welcome").child((page_header(NAME), notice(), ways)).into()
}
