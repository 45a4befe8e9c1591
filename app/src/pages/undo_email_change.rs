//! The page to take an account back whose address was changed, with the code that was mailed to the address before.

use crate::{
    components::{
        button::SubmitButton,
        form::{FormState, account_form},
        mail_link::mailed_fields,
        page::card_page,
        password_field::new_password_field,
    },
    error::Field,
    view::Part,
    visit::FormId,
};

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Take your account back";
    pub(super) const LEAD: &str =
        "Whoever changed the address knew your password. Choose a new one, and all sessions end.";
    pub(super) const NEW_PASSWORD: &str = "New password";
    pub(super) const SUBMIT: &str = "Take the account back";
    pub(super) const PENDING: &str = "Taking it back…";
}

/// Asks for the code and a new password. The mail's link fills in all but the password.
pub(crate) fn undo_email_change_page() -> Part {
    let form = FormState::new(&[FormId::UndoEmailChange]);
    let fields = (mailed_fields(form, Field::Code), new_password_field(form, Field::NewPassword, words::NEW_PASSWORD));
    let submit = SubmitButton::new(words::SUBMIT, words::PENDING);
    card_page(words::HEADING, account_form(form, words::LEAD, fields, submit)).into()
}
