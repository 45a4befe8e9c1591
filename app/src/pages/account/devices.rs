//! The card of the devices on which one is signed in.

use super::words::{LOADING, devices as words};
use crate::{
    components::{
        button::{SubmitButton, Weight},
        card::Card,
        empty::Empty,
        field::AddressForManagers,
        form::{FormState, Post},
        messages::Messages,
        password_field::CurrentPasswordField,
    },
    error::Field,
    visit::{DeviceView, FormId, Site},
};
use leptos::prelude::*;

/// Lists the devices; each but this one has a button that ends its session. Where the password was given some time ago,
/// there is a field for it, and behind that the form's first button: Enter must not end anything.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let account = Site::current().account;
    let form = FormState::new(&[FormId::EndSession, FormId::EndOtherSessions]);
    let list = move || match account.get() {
        None => view! { <Empty words=LOADING/> }.into_any(),
        Some(account) => view! { <ul>{account.devices.into_iter().map(row).collect_view()}</ul> }.into_any(),
    };
    let has_no_others =
        move || account.with(|account| account.as_ref().is_none_or(|account| account.devices.len() < 2));
    let is_confirmed = move || account.with(|account| account.as_ref().is_none_or(|account| account.confirmed));
    let may_end = move || has_no_others() || is_confirmed();
    // Before the messages, which link to it.
    let password = view! {
        <CurrentPasswordField
            form=form
            field=Field::CurrentPassword
            id="sessions-password"
            label=words::PASSWORD
        />
    };
    view! {
        <Card id="sessions" heading=words::HEADING>
            <Messages form=form lead=|| words::LEAD/>
            <Post state=form class="sessions">
                <div hidden=may_end>
                    <div class="form">
                        <AddressForManagers/>
                        {password}
                        <SubmitButton label=words::CONFIRM pending=words::CONFIRMING weight=Weight::Plain/>
                    </div>
                </div>
                {list}
                <div hidden=has_no_others>
                    <SubmitButton
                        label=words::END_ALL_OTHERS
                        pending=words::ENDING
                        weight=Weight::Plain
                        action=FormId::EndOtherSessions.path()
                    />
                </div>
            </Post>
        </Card>
    }
}

fn row(device: DeviceView) -> impl IntoView {
    let name = name_of(&device.name);
    let unseen = format!("{} {name}", words::THE_SESSION_ON);
    let end = (!device.is_this).then(|| {
        view! {
            <SubmitButton
                label=words::END
                unseen=unseen
                pending=words::ENDING
                weight=Weight::Plain
                action=FormId::EndSession.path()
                choice=("id", device.id)
            />
        }
    });
    let badge = device.is_this.then(|| view! { <span class="badge">{words::THIS_DEVICE}</span> });
    view! {
        <li class="row">
            <div>
                <p class="row-name">{name} " " {badge}</p>
                <p class="row-note">
                    {words::LAST_USED} <time datetime=device.last_seen.machine>{device.last_seen.words}</time>
                    {words::SIGNED_IN} <time datetime=device.begun.machine>{device.begun.words}</time>
                    {from_network(&device.network)}
                </p>
            </div>
            {end}
        </li>
    }
}

/// A device in words, also where it is not known.
pub(super) fn name_of(device: &str) -> String {
    if device.is_empty() { words::UNKNOWN.to_owned() } else { device.to_owned() }
}

/// The network in words, where it is known.
pub(super) fn from_network(network: &str) -> Option<String> {
    (!network.is_empty()).then(|| format!("{} {network}", words::FROM))
}
