//! The home page.

use crate::{components::page::Notice, routes, visit::Site};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;

/// Greets, and shows the way in.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let viewer = Site::current().viewer;
    let signed_out = || {
        view! {
            <p class="lead">"One account for this application. Create yours, or sign in to go on."</p>
            <div class="actions">
                <A href=routes::REGISTER attr:class="button primary">"Create account"</A>
                <A href=routes::LOGIN attr:class="button">"Sign in"</A>
            </div>
        }
    };
    let signed_in = move || {
        view! {
            <p class="lead">
                "You are signed in as " <strong>{move || viewer.get().map(|viewer| viewer.email)}</strong>
            </p>
            <div class="actions">
                <A href=routes::ACCOUNT attr:class="button primary">"Your account"</A>
            </div>
        }
    };
    view! {
        <Title text="Bienvenue"/>
        <section class="welcome">
            <h1 tabindex="-1">"Bienvenue"</h1>
            <Notice/>
            <Show when=move || viewer.read().is_some() fallback=signed_out>{signed_in()}</Show>
        </section>
    }
}
