//! The card that deletes the account.

use super::words::deletion as words;
use crate::{
    components::{
        button::{SubmitButton, Weight},
        card::card,
        dialog::Dialog,
        field::{TextField, address_for_managers},
        form::{FormState, Rule, account_form},
        password_field::current_password_field,
    },
    error::{AppError, Field},
    reactive::*,
    routes,
    view::{Element, p, reactive, strong},
    visit::{FormId, Site},
};

/// Asks for the address and the password, so that nobody does it by accident.
pub(super) fn deletion() -> Element {
    let site = Site::current();
    let email = reactive(move || site.viewer.get().map(|viewer| viewer.email));
    let form = FormState::new(&[FormId::DeleteAccount]);
    let address = form.field(Field::Confirmation, "confirmation", Rule::Filled(AppError::NotMeant));
    let fields = (
        address_for_managers(),
        TextField::new(address, words::EMAIL, "off").kind("email"),
        current_password_field(form, Field::CurrentPassword, "delete-password", words::PASSWORD),
    );
    let submit = SubmitButton::new(words::SUBMIT, words::PENDING).weight(Weight::Danger);
    let dialog = Dialog {
        form,
        id: "delete",
        opener: words::OPEN,
        heading: words::REALLY,
        cancel: words::CANCEL,
        page: routes::ACCOUNT,
        is_open: site.flash.get_untracked().is_some_and(|flash| flash.message.is_for(form.ids)),
    };
    let dialog = dialog.around(account_form(form, (words::HOW, strong().child(email), "."), fields, submit));
    card("delete-account", words::HEADING, (p().class("lead").child(words::LEAD), dialog))
}
