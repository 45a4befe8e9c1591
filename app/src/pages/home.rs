//! The home page.

use crate::{
    components::page::{NAME, Notice, PageHeader},
    routes,
    visit::Site,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The page's words.
mod words {
    pub(super) const LEAD: &str = "One account for this application. Create yours, or sign in to go on.";
    pub(super) const CREATE_ACCOUNT: &str = "Create account";
    pub(super) const SIGN_IN: &str = "Sign in";
    pub(super) const SIGNED_IN_AS: &str = "You are signed in as ";
    pub(super) const ACCOUNT: &str = "Your account";
}

/// Greets, and shows the way in.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let viewer = Site::current().viewer;
    let signed_out = || {
        view! {
            <p class="lead">{words::LEAD}</p>
            <div class="actions">
                <A href=routes::REGISTER attr:class="button primary">{words::CREATE_ACCOUNT}</A>
                <A href=routes::LOGIN attr:class="button">{words::SIGN_IN}</A>
            </div>
        }
    };
    let signed_in = move || {
        view! {
            <p class="lead">
                {words::SIGNED_IN_AS} <strong>{move || viewer.get().map(|viewer| viewer.email)}</strong>
            </p>
            <div class="actions">
                <A href=routes::ACCOUNT attr:class="button primary">{words::ACCOUNT}</A>
            </div>
        }
    };
    view! {
        <section class="welcome">
            <PageHeader heading=NAME/>
            <Notice/>
            <Show when=move || viewer.read().is_some() fallback=signed_out>{signed_in()}</Show>
        </section>
    }
}
