//! The card of the devices on which one is signed in.

use super::words::{LOADING, devices as words};
use crate::{
    components::{
        button::{SubmitButton, Weight},
        card::Card,
        empty::Empty,
        form::{FormState, Post},
        messages::Messages,
    },
    visit::{DeviceView, FormId, Site},
};
use leptos::prelude::*;

/// Lists the devices; each but this one has a button that ends its session.
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
    view! {
        <Card id="sessions" heading=words::HEADING>
            <Messages form=form lead=|| words::LEAD/>
            <Post state=form>{list}</Post>
            <div hidden=has_no_others>
                <Post state=form id=FormId::EndOtherSessions>
                    <SubmitButton label=words::END_ALL_OTHERS pending=words::ENDING weight=Weight::Plain/>
                </Post>
            </div>
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
