//! The layout is what all pages have around them: navigation above, the page, a note below.

use crate::{
    api::session::LogOut,
    routes,
    visit::{Next, Site},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::{
    components::A,
    hooks::{use_location, use_navigate},
};

/// What stands around every page.
#[component]
pub(crate) fn Layout(children: Children) -> impl IntoView {
    Site::current().forget_flash_when_left(use_location().pathname);
    view! {
        <a class="skip-link" href="#main">"Skip to the page"</a>
        <header class="site-header">
            <A href=routes::HOME attr:class="wordmark">"Bienvenue"</A>
            <Navigation/>
        </header>
        <main id="main" tabindex="-1">{children()}</main>
        <DevelopmentNote/>
    }
}

/// Where one can go: it shows who is signed in.
#[component]
fn Navigation() -> impl IntoView {
    let viewer = Site::current().viewer;
    let signed_out = || {
        view! {
            <A href=routes::LOGIN attr:class="nav-link">"Sign in"</A>
            <A href=routes::REGISTER attr:class="nav-link">"Create account"</A>
        }
    };
    let signed_in = move || {
        view! {
            <A href=routes::ACCOUNT attr:class="nav-link who">
                {move || viewer.get().map(|viewer| viewer.email)}
            </A>
            <SignOut class="button quiet"/>
        }
    };
    view! {
        <nav class="site-nav" aria-label="Account">
            <Show when=move || viewer.read().is_some() fallback=signed_out>{signed_in()}</Show>
        </nav>
    }
}

/// The button that ends this device's session.
#[component]
pub(crate) fn SignOut(class: &'static str) -> impl IntoView {
    let site = Site::current();
    let action = ServerAction::<LogOut>::new();
    action.clear();
    let (value, navigate) = (action.value(), use_navigate());
    Effect::new(move |_| {
        if let Some(Ok(next)) = value.get() {
            let next: Next = next;
            site.follow(next, &navigate);
        }
    });
    view! {
        <ActionForm action=action attr:class="sign-out">
            <button class=class type="submit">"Sign out"</button>
        </ActionForm>
    }
}

/// On a desk: what is different there, and where the mails are.
#[component]
fn DevelopmentNote() -> impl IntoView {
    Site::current().mode.is_development().then(|| {
        view! {
            <footer class="development-note">
                <p>
                    "Development mode: any password will do, and mails go to the "
                    <a href=routes::MAILBOX rel="external">"mailbox"</a>
                    "."
                </p>
            </footer>
        }
    })
}
