//! The card of the devices on which one is signed in.

use crate::{
    components::{
        alert::{Alert, Tone},
        form::{FormState, Post},
        section::Section,
    },
    visit::{DeviceView, FormId},
};
use leptos::prelude::*;

/// Lists the devices; each but this one has a button that ends its session.
#[component]
pub(super) fn Devices(devices: Vec<DeviceView>) -> impl IntoView {
    let one = FormState::new(FormId::EndSession);
    let others = FormState::new(FormId::EndOtherSessions);
    let (problem_of_one, problem_of_others) = (one.general_error(), others.general_error());
    let has_others = devices.len() > 1;
    let row = move |device: DeviceView| {
        let name = name_of(&device.name);
        let label = format!("End the session on {name}");
        let button = (!device.is_this).then(|| {
            view! {
                <Post state=one.clone()>
                    <input type="hidden" name="id" value=device.id/>
                    <button class="button" type="submit" aria-label=label>"End"</button>
                </Post>
            }
        });
        view! {
            <li class="row">
                <div>
                    <p class="row-name">{name} {device.is_this.then(|| view! { <span class="badge">"This device"</span> })}</p>
                    <p class="row-note">
                        "Last used " <time datetime=device.last_seen.machine>{device.last_seen.words}</time>
                        ", signed in " <time datetime=device.begun.machine>{device.begun.words}</time>
                        {from_network(&device.network)}
                    </p>
                </div>
                {button}
            </li>
        }
    };
    view! {
        <Section id="sessions" heading="Where you are signed in">
            <Alert tone=Tone::Problem message=problem_of_one/>
            <ul class="rows">{devices.into_iter().map(row).collect_view()}</ul>
            <Alert tone=Tone::Problem message=problem_of_others/>
            {has_others.then(|| view! {
                <Post state=others.clone()>
                    <button class="button" type="submit">"End all other sessions"</button>
                </Post>
            })}
        </Section>
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
