//! The card of the devices on which one is signed in.

use crate::{
    components::{
        alert::{Alert, Tone},
        form::{FormState, Post},
        section::Section,
    },
    visit::{DeviceView, FormId, Site},
};
use leptos::prelude::*;

/// Lists the devices; each but this one has a button that ends its session.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let account = Site::current().account;
    let one = FormState::new(FormId::EndSession);
    let others = FormState::new(FormId::EndOtherSessions);
    let (problem_of_one, problem_of_others) = (one.general_error(), others.general_error());
    let devices = move || account.get().map(|account| account.devices).unwrap_or_default();
    let has_no_others =
        move || account.with(|account| account.as_ref().is_none_or(|account| account.devices.len() < 2));
    view! {
        <Section id="sessions" heading="Where you are signed in">
            <Post state=one>
                <Alert tone=Tone::Problem message=problem_of_one/>
                <ul class="rows">{move || devices().into_iter().map(row).collect_view()}</ul>
            </Post>
            <div hidden=has_no_others>
                <Post state=others class="form">
                    <Alert tone=Tone::Problem message=problem_of_others/>
                    <button class="button" type="submit">"End all other sessions"</button>
                </Post>
            </div>
        </Section>
    }
}

fn row(device: DeviceView) -> impl IntoView {
    let name = name_of(&device.name);
    let label = format!("End the session on {name}");
    let end = (!device.is_this).then(|| {
        view! { <button class="button" type="submit" name="id" value=device.id aria-label=label>"End"</button> }
    });
    let badge = device.is_this.then(|| view! { <span class="badge">"This device"</span> });
    view! {
        <li class="row">
            <div>
                <p class="row-name">{name} " " {badge}</p>
                <p class="row-note">
                    "Last used " <time datetime=device.last_seen.machine>{device.last_seen.words}</time>
                    ", signed in " <time datetime=device.begun.machine>{device.begun.words}</time>
                    {from_network(&device.network)}
                </p>
            </div>
            {end}
        </li>
    }
}

/// A device in words, also where it is not known.
pub(super) fn name_of(device: &str) -> String {
    if device.is_empty() { "Unknown device".to_owned() } else { device.to_owned() }
}

/// The network in words, where it is known.
pub(super) fn from_network(network: &str) -> Option<String> {
    (!network.is_empty()).then(|| format!(", from {network}"))
}
