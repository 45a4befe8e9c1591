//! The page to choose a new password with the code from the mail.

use crate::{
    components::{
        button::SubmitButton,
        form::{FormState, account_form},
        mail_link::{another_code, mailed_fields},
        page::card_page,
        password_field::new_password_field,
    },
    error::Field,
    view::Part,
    visit::FormId,
};

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Choose a new password";
    pub(super) const LEAD: &str = "Follow the mail's link, or enter its code here.";
    pub(super) const NEW_PASSWORD: &str = "New password";
    pub(super) const SUBMIT: &str = "Set new password";
    pub(super) const PENDING: &str = "Setting…";
}

/// Asks for the code and the new password. The mail's link fills in all but the password; without JavaScript, the
/// code is typed or pasted. Whose code is used or too old gets another with one press.
pub(crate) fn reset_password_page() -> Part {
    let form = FormState::new(&[FormId::ResetPassword]);
    let fields =
        (mailed_fields(form, Field::ResetToken), new_password_field(form, Field::NewPassword, words::NEW_PASSWORD));
    let submit = SubmitButton::new(words::SUBMIT, words::PENDING);
    let buttons = (submit, another_code(FormId::ForgotPassword));
    card_page(words::HEADING, account_form(form, words::LEAD, fields, buttons)).into()
}
