//! The page of the signed-in person's account.

use crate::{
    api::session::current_viewer,
    components::{layout::SignOut, page::Page},
    pages::pass_gate,
    routes,
    visit::{Site, Viewer},
};
use leptos::{prelude::*, task::spawn_local};

/// Shows the account and the way out.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    pass_gate(routes::ACCOUNT);
    let viewer = Site::current().viewer;
    check_session_again();
    let details = move |viewer: Viewer| {
        view! {
            <dl class="details">
                <dt>"E-mail address"</dt>
                <dd>{viewer.email}</dd>
                <dt>"Member since"</dt>
                <dd><time datetime=viewer.member_since>{viewer.member_since_words}</time></dd>
            </dl>
        }
    };
    view! {
        <Page heading="Your account">
            {move || viewer.get().map(details)}
            <SignOut class="button"/>
        </Page>
    }
}

/// A page that was navigated to was not gated by the server, so it asks whether the session is still there.
fn check_session_again() {
    let site = Site::current();
    if !site.hydrated.get_untracked() || site.viewer.get_untracked().is_none() {
        return;
    }
    spawn_local(async move {
        match current_viewer().await {
            // Perhaps somebody else by now, signed in on another tab.
            Ok(Some(viewer)) => site.viewer.set(Some(viewer)),
            // A document load: the server decides anew, and sends to sign in.
            Ok(None) => _ = window().location().reload(),
            // The page shows what was known; whatever is done next is checked by the server.
            Err(_) => {}
        }
    });
}
