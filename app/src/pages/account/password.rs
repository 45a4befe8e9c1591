//! The card that changes the password.

use super::words::password as words;
use crate::{
    components::{
        button::SubmitButton,
        card::card,
        field::address_for_managers,
        form::{FormState, account_form},
        password_field::{current_password_field, new_password_field},
    },
    error::Field,
    view::Element,
    visit::FormId,
};

/// Asks for the current password and the new one.
pub(super) fn change_password() -> Element {
    let form = FormState::new(&[FormId::ChangePassword]);
    let fields = (
        address_for_managers(),
        current_password_field(form, Field::CurrentPassword, Field::CurrentPassword.name(), words::CURRENT),
        new_password_field(form, Field::NewPassword, words::NEW),
    );
    let submit = SubmitButton::new(words::SUBMIT, words::PENDING);
    card("change-password", words::HEADING, account_form(form, words::LEAD, fields, submit))
}
