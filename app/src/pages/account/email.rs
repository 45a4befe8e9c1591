//! The card that changes the address.

use super::words::email as words;
use crate::{
    components::{
        button::{SubmitButton, Weight},
        card::card,
        field::{TextField, address_for_managers},
        form::{FormState, Rule, account_form, post},
        password_field::current_password_field,
    },
    error::Field,
    reactive::*,
    router::link,
    routes,
    view::{Element, div, p, reactive, strong},
    visit::{FormId, Site},
};

/// Asks for another address and the password. While one is awaited, says so and offers to forget it.
pub(super) fn change_email() -> Element {
    let site = Site::current();
    let form = FormState::new(&[FormId::ChangeEmail, FormId::CancelEmailChange]);
    let address = form.field(Field::NewEmail, "new-email", Rule::Address);
    // What was typed before it was refused.
    let flash = site.flash.get_untracked().filter(|flash| flash.message.refusal().is_some());
    let typed = flash.filter(|flash| flash.message.is_for(form.ids)).map(|flash| flash.email).unwrap_or_default();
    let fields = (
        address_for_managers(),
        TextField::new(address, words::NEW, "email").kind("email").value(typed),
        current_password_field(form, Field::CurrentPassword, "change-email-password", words::PASSWORD),
    );
    let submit = SubmitButton::new(words::SUBMIT, words::PENDING);
    let change = account_form(form, words::LEAD, fields, submit);
    card("change-email", words::HEADING, (unverified(site), awaited(site, form), change))
}

/// That the present address is not known to be the person's.
fn unverified(site: Site) -> Element {
    let is_verified = move || site.account.with(|account| account.as_ref().is_none_or(|it| it.is_verified));
    let verify = link(routes::VERIFY_EMAIL, words::VERIFY).class("button");
    let hint = p().child(words::UNVERIFIED);
    div().class("standing").reactive_attr("hidden", is_verified).child(hint).child(verify)
}

/// Which address is to be confirmed, and the way back.
fn awaited(site: Site, form: FormState) -> Element {
    let awaited = move || site.account.with(|account| account.as_ref().map(|it| it.awaited_email.clone()));
    let is_none = move || awaited().unwrap_or_default().is_empty();
    let cancel = SubmitButton::new(words::CANCEL, words::CANCELLING)
        .weight(Weight::Plain)
        .action(FormId::CancelEmailChange.path());
    let hint = p().child((words::AWAITED, strong().child(reactive(awaited)), "."));
    div().class("standing").reactive_attr("hidden", is_none).child(hint).child(post(form, cancel))
}
