//! The page of the signed-in person's account: a card for each thing to look after.

mod activity;
mod data;
mod deletion;
mod devices;
mod password;

use crate::{
    components::{layout::SignOut, page::Page},
    pages::pass_gate,
    routes,
    visit::{AccountView, Message, Site, Viewer},
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
            // Made anew with every answer of the server's, so that no form keeps a password that has been used.
            {move || site.account.get().map(cards)}
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

fn cards(account: AccountView) -> impl IntoView {
    let email = account.viewer.email;
    view! {
        <Devices devices=account.devices/>
        <ChangePassword email=email.clone()/>
        <RecentActivity happenings=account.happenings/>
        <Data confirmed=account.confirmed/>
        <Deletion email=email/>
    }
}
