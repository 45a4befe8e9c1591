//! The page of the signed-in person's account: a card for each thing to look after.
//!
//! The cards are there once and for all, and only what stands in them changes: what a form is made of must not be made
//! inside of what is made anew, on the server least of all, where the former could be gone before the latter is shown.

mod activity;
mod data;
mod deletion;
mod devices;
mod email;
mod password;
mod profile;
mod words;

use crate::{components::page::PageHeader, pages::pass_gate, routes, visit::Site};
use activity::RecentActivity;
use data::Data;
use deletion::Deletion;
use devices::Devices;
use email::ChangeEmail;
use leptos::prelude::*;
use password::ChangePassword;
use profile::Profile;

/// Shows the account.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    pass_gate(routes::ACCOUNT);
    let site = Site::current();
    // A page that was navigated to was not gated by the server, so it asks whether the session is still there.
    if site.hydrated.get_untracked() && site.viewer.with_untracked(Option::is_some) {
        site.ask_for_account();
    }
    view! {
        <div class="account">
            <PageHeader heading=words::HEADING/>
            <Profile/>
            <Devices/>
            <ChangeEmail/>
            <ChangePassword/>
            <RecentActivity/>
            <Data/>
            <Deletion/>
        </div>
    }
}
