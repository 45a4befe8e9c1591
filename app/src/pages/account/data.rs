//! The card that gives out what is stored.

use super::words::data as words;
use crate::{
    components::{
        button::{SubmitButton, Weight},
        card::card,
        field::address_for_managers,
        form::{FormState, post},
        messages::messages,
        password_field::current_password_field,
    },
    error::Field,
    reactive::*,
    routes,
    view::{Element, button, div, form},
    visit::{FormId, Site},
};

/// One click, when the password was given lately; else the password first.
pub(super) fn data() -> Element {
    let account = Site::current().account;
    let is_confirmed = move || account.with(|account| account.as_ref().is_none_or(|account| account.confirmed));
    let state = FormState::new(&[FormId::ConfirmPassword]);
    // Before the messages, which link to it.
    let password = current_password_field(state, Field::CurrentPassword, "confirm-password", words::PASSWORD);
    let download = form()
        .attr("method", "post")
        .attr("action", routes::ACCOUNT_DATA)
        .reactive_attr("hidden", move || !is_confirmed())
        .child(button().class("button").attr("type", "submit").child(words::DOWNLOAD));
    let submit = SubmitButton::new(words::SUBMIT, words::PENDING).weight(Weight::Plain);
    let confirm = post(state, (address_for_managers(), password, submit)).class("form");
    let confirm = div().reactive_attr("hidden", is_confirmed).child(confirm);
    card("data", words::HEADING, (messages(state, words::LEAD), download, confirm))
}
