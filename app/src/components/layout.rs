//! The layout is what all pages have around them: navigation above, the page, a note below.

use super::{
    alert::{Alert, Tone},
    button::{SubmitButton, Weight},
    form::{FormState, Post},
    messages::SLOW,
    page::NAME,
};
use crate::{
    routes,
    visit::{FormId, Site},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_location};

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
#[component]
pub(crate) fn Layout(children: Children) -> impl IntoView {
    Site::current().forget_when_left(use_location().pathname);
    view! {
        // The browser's own jump: it also moves the focus, which the router's does not.
        <a class="skip-link" href="#main" rel="external">{words::SKIP}</a>
        <header class="site-header">
            <A href=routes::HOME attr:class="wordmark"><Wordmark/></A>
            <Navigation/>
        </header>
        <main id="main" tabindex="-1">{children()}</main>
        <DevelopmentNote/>
    }
}

/// The name as it is drawn. Its size is here, so that nothing moves when it arrives. (There is a picture for the dark,
/// because browsers disagree on whether an image's own style sheet falls under the page's policy.)
#[component]
pub(crate) fn Wordmark() -> impl IntoView {
    view! {
        <picture>
            <source media="(prefers-color-scheme: dark)" srcset="/wordmark-dark.svg"/>
            <img src="/wordmark.svg" alt=NAME width="144" height="28"/>
        </picture>
    }
}

/// Where one can go: it shows who is signed in.
#[component]
fn Navigation() -> impl IntoView {
    let viewer = Site::current().viewer;
    let signed_out = || {
        view! {
            <A href=routes::LOGIN attr:class="nav-link">{words::SIGN_IN}</A>
            <A href=routes::REGISTER attr:class="nav-link">{words::CREATE_ACCOUNT}</A>
        }
    };
    let signed_in = move || {
        view! {
            <A href=routes::ACCOUNT attr:class="nav-link who">
                {move || viewer.get().map(|viewer| viewer.email)}
            </A>
            <SignOut/>
        }
    };
    view! {
        <nav class="site-nav" aria-label=words::NAVIGATION>
            <Show when=move || viewer.read().is_some() fallback=signed_out>{signed_in()}</Show>
        </nav>
    }
}

/// The button that ends this device's session. It says so when that failed: who walks away must know.
#[component]
fn SignOut() -> impl IntoView {
    let form = FormState::new(&[FormId::LogOut]);
    let words = move || match form.refusals().first() {
        Some((error, _)) => Some(format!("{} {}", words::STILL_SIGNED_IN, error.message())),
        None => form.is_slow.get().then(|| format!("{} {SLOW}", words::STILL_SIGNED_IN)),
    };
    let problem = move || words().map(|words| view! { <Alert tone=Tone::Problem><p>{words}</p></Alert> });
    view! {
        <Post state=form class="sign-out">
            <SubmitButton label=words::SIGN_OUT pending=words::SIGNING_OUT weight=Weight::Quiet/>
            {problem}
        </Post>
    }
}

/// On a desk: what is different there, and where the mails are.
#[component]
fn DevelopmentNote() -> impl IntoView {
    let site = Site::current();
    let mailbox = site.has_mailbox.then(|| {
        view! { {words::MAILS_GO_TO} <a href=routes::MAILBOX rel="external">{words::MAILBOX}</a> }
    });
    site.mode.is_development().then(|| {
        view! {
            <footer class="development-note">
                <p>{words::DEVELOPMENT} {mailbox} "."</p>
            </footer>
        }
    })
}
