//! The card of the devices on which one is signed in.

use super::words::{LOADING, devices as words};
use crate::{
    components::{
        button::{SubmitButton, Weight},
        card::card,
        empty::empty,
        field::address_for_managers,
        form::{FormState, post},
        messages::messages,
        password_field::current_password_field,
    },
    error::Field,
    reactive::*,
    view::{Element, div, li, p, reactive, span, time, ul},
    visit::{DeviceView, FormId, Instant, Site},
};

/// Lists the devices; each but this one has a button that ends its session. Where the password was given some time ago,
/// there is a field for it, and behind that the form's first button: Enter must not end anything.
pub(super) fn devices() -> Element {
    let account = Site::current().account;
    let form = FormState::new(&[FormId::EndSession, FormId::EndOtherSessions]);
    let list = reactive(move || match account.get() {
        None => empty(LOADING),
        Some(account) => ul().child(account.devices.into_iter().map(row).collect::<Vec<_>>()),
    });
    let has_no_others =
        move || account.with(|account| account.as_ref().is_none_or(|account| account.devices.len() < 2));
    let is_confirmed = move || account.with(|account| account.as_ref().is_none_or(|account| account.confirmed));
    let may_end = move || has_no_others() || is_confirmed();
    // Before the messages, which link to it.
    let password = current_password_field(form, Field::CurrentPassword, "sessions-password", words::PASSWORD);
    let confirm = SubmitButton::new(words::CONFIRM, words::CONFIRMING).weight(Weight::Plain);
    let confirm = div().class("form").child((address_for_managers(), password, confirm));
    let end_others = SubmitButton::new(words::END_ALL_OTHERS, words::ENDING)
        .weight(Weight::Plain)
        .action(FormId::EndOtherSessions.path());
    let content = (
        div().reactive_attr("hidden", may_end).child(confirm),
        list,
        div().reactive_attr("hidden", has_no_others).child(end_others),
    );
    card("sessions", words::HEADING, (messages(form, words::LEAD), post(form, content).class("sessions")))
}

fn row(device: DeviceView) -> Element {
    let name = name_of(&device.name);
    let end = SubmitButton::new(words::END, words::ENDING)
        .unseen([words::THE_SESSION_ON, " ", &name].concat())
        .weight(Weight::Plain)
        .action(FormId::EndSession.path())
        .choice("id", device.id);
    let badge = device.is_this.then(|| span().class("badge").child(words::THIS_DEVICE));
    let note = p()
        .class("row-note")
        .child((words::LAST_USED, moment(device.last_seen)))
        .child((words::SIGNED_IN, moment(device.begun)))
        .child(from_network(&device.network));
    let about = div().child(p().class("row-name").child((name, " ", badge))).child(note);
    li().class("row").child(about).child((!device.is_this).then_some(end))
}

/// An instant, for people and for programs.
pub(super) fn moment(instant: Instant) -> Element {
    time().attr("datetime", instant.machine).child(instant.words)
}

/// A device in words, also where it is not known.
pub(super) fn name_of(device: &str) -> String {
    if device.is_empty() { words::UNKNOWN.to_owned() } else { device.to_owned() }
}

/// The network in words, where it is known.
pub(super) fn from_network(network: &str) -> Option<String> {
    (!network.is_empty()).then(|| [words::FROM, " ", network].concat())
}
