//! The page of the signed-in person's account: a card for each thing to look after.
//!
//! The cards are there once and for all, and only what stands in them changes: what a form is made of must not be made
//! inside of what is made anew, on the server least of all, where the former could be gone before the latter is shown.

mod activity;
mod data;
mod deletion;
mod devices;
mod password;

use crate::{
    components::{layout::SignOut, page::Page},
    pages::pass_gate,
    routes,
    visit::{Message, Site, Viewer},
};
use activity::RecentActivity;
use data::Data;
use deletion::Deletion;
use devices::Devices;
use leptos::prelude::*;
use password::ChangePassword;

/// Shows the account and the way out.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    pass_gate(routes::ACCOUNT);
    let site = Site::current();
    // A page that was navigated to was not gated by the server, so it asks whether the session is still there.
    if site.hydrated.get_untracked() && site.viewer.with_untracked(Option::is_some) {
        site.ask_for_account();
    }
    let refused = Signal::derive(move || match site.flash.get().map(|flash| flash.message) {
        Some(Message::Refused(_, error)) => Some(error),
        _ => None,
    });
    view! {
        <div class="account">
            <Page heading="Your account" error=refused>
                {move || site.viewer.get().map(details)}
                <SignOut class="button"/>
            </Page>
            <Devices/>
            <ChangePassword/>
            <RecentActivity/>
            <Data/>
            <Deletion/>
        </div>
    }
}

fn details(viewer: Viewer) -> impl IntoView {
    view! {
        <dl class="details">
            <dt>"E-mail address"</dt>
            <dd>{viewer.email}</dd>
            <dt>"Member since"</dt>
            <dd><time datetime=viewer.member_since>{viewer.member_since_words}</time></dd>
        </dl>
    }
}

/// The address of whose account it is.
fn email(site: Site) -> impl Fn() -> String + Copy + Send + 'static {
    move || site.viewer.get().map(|viewer| viewer.email).unwrap_or_default()
}
