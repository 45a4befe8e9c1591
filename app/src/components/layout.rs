//! The layout is what all pages have around them: navigation above, the page, a note below.

use crate::{
    components::{
        alert::{Alert, Tone},
        form::{FormState, Post},
    },
    routes,
    visit::{FormId, Site},
};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_router::{components::A, hooks::use_location};

/// What stands around every page.
#[component]
pub(crate) fn Layout(children: Children) -> impl IntoView {
    let path = use_location().pathname;
    Site::current().forget_flash_when_left(path);
    focus_heading_after_navigation(path);
    view! {
        // The browser's own jump: it also moves the focus, which the router's does not.
        <a class="skip-link" href="#main" rel="external">"Skip to the page"</a>
        <header class="site-header">
            <A href=routes::HOME attr:class="wordmark">"Bienvenue"</A>
            <Navigation/>
        </header>
        <main id="main" tabindex="-1">{children()}</main>
        <DevelopmentNote/>
    }
}

/// After a document load the browser reads the page from its beginning. After a navigation inside of it nothing would
/// tell a screen reader that there is another page, so the focus goes to its heading.
fn focus_heading_after_navigation(path: Memo<String>) {
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path) {
            // The page is there with the next frame.
            request_animation_frame(|| {
                let heading = document().query_selector("main h1").ok().flatten();
                if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
                    _ = heading.focus();
                }
            });
        }
        path
    });
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

/// The button that ends this device's session. It says so when that failed: who walks away must know.
#[component]
pub(crate) fn SignOut(class: &'static str) -> impl IntoView {
    let form = FormState::new(FormId::LogOut);
    let error = form.general_error();
    let problem = Signal::derive(move || error.get().map(|error| format!("You are still signed in. {error}")));
    view! {
        <Post state=form class="sign-out">
            <button class=class type="submit">"Sign out"</button>
            <Alert tone=Tone::Problem message=problem/>
        </Post>
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
