//! The layout is what all pages have around them: navigation above, the page, a note below.

use super::{
    alert::{Tone, alert},
    button::{SubmitButton, Weight},
    form::{FormState, post},
    messages::SLOW,
    page::NAME,
};
use crate::{
    reactive::*,
    router::link,
    routes,
    view::{Element, Part, a, either, footer, header, img, main, nav, p, picture, reactive, source},
    visit::{FormId, Site},
};

/// What stands around every page, in words.
mod words {
    pub(super) const SKIP: &str = "Skip to the page";
    pub(super) const NAVIGATION: &str = "Account";
    pub(super) const SIGN_IN: &str = "Sign in";
    pub(super) const CREATE_ACCOUNT: &str = "Create account";
    pub(super) const SIGN_OUT: &str = "Sign out";
    pub(super) const SIGNING_OUT: &str = "Leaving…";
    pub(super) const STILL_SIGNED_IN: &str = "You are still signed in.";
    pub(super) const DEVELOPMENT: &str = "Development mode: any password will do";
    pub(super) const MAILS_GO_TO: &str = ", and mails go to the ";
    pub(super) const MAILBOX: &str = "mailbox";
}

/// What stands around every page.
pub(crate) fn layout(page: impl Into<Part>) -> Part {
    Site::current().forget_when_left();
    // The browser's own jump: it also moves the focus, which the router's does not.
    let skip = a().class("skip-link").attr("href", "#main").attr("rel", "external").child(words::SKIP);
    let header =
        header().class("site-header").child(link(routes::HOME, wordmark()).class("wordmark")).child(navigation());
    (skip, header, main().id("main").attr("tabindex", "-1").child(page), development_note()).into()
}

/// The name as it is drawn. Its size is here, so that nothing moves when it arrives. (There is a picture for the dark,
/// because browsers disagree on whether an image's own style sheet falls under the page's policy.)
pub(crate) fn wordmark() -> Element {
    let dark = source().attr("media", "(prefers-color-scheme: dark)").attr("srcset", "/wordmark-dark.svg");
    let light = img().attr("src", "/wordmark.svg").attr("alt", NAME).attr("width", "144").attr("height", "28");
    picture().child(dark).child(light)
}

/// Where one can go: it shows who is signed in.
fn navigation() -> Element {
    let viewer = Site::current().viewer;
    let signed_out = || {
        (
            link(routes::LOGIN, words::SIGN_IN).class("nav-link"),
            link(routes::REGISTER, words::CREATE_ACCOUNT).class("nav-link"),
        )
    };
    let signed_in = move || {
        let email = reactive(move || viewer.get().map(|viewer| viewer.email));
        (link(routes::ACCOUNT, email).class("nav-link who"), sign_out())
    };
    let ways = either(move || viewer.read().is_some(), signed_in, signed_out);
    nav().class("site-nav").attr("aria-label", words::NAVIGATION).child(ways)
}

/// The button that ends this device's session. It says so when that failed: who walks away must know.
fn sign_out() -> Element {
    let form = FormState::new(&[FormId::LogOut]);
    let words = move || match form.refusals().first() {
        Some((error, _)) => Some([words::STILL_SIGNED_IN, " ", &error.message()].concat()),
        None => form.is_slow.get().then(|| [words::STILL_SIGNED_IN, " ", SLOW].concat()),
    };
    let problem = reactive(move || words().map(|words| alert(Tone::Problem, p().child(words))));
    let button = SubmitButton::new(words::SIGN_OUT, words::SIGNING_OUT).weight(Weight::Quiet);
    post(form, (button, problem)).class("sign-out")
}

/// On a desk: what is different there, and where the mails are.
fn development_note() -> Option<Element> {
    let site = Site::current();
    let mailbox = || a().attr("href", routes::MAILBOX).attr("rel", "external").child(words::MAILBOX);
    let mailbox = site.has_mailbox.then(|| (words::MAILS_GO_TO, mailbox()));
    let note = || p().child((words::DEVELOPMENT, mailbox, "."));
    site.mode.is_development().then(|| footer().class("development-note").child(note()))
}
