//! The page to take an account back whose address was changed, with the code that was mailed to the address before.

use crate::{
    components::{
        field::{EmailField, TextField},
        form::{AccountForm, FormState, Rule},
        mail_link::fields_of_link,
        page::Page,
        password_field::NewPasswordField,
    },
    error::{AppError, Field},
    visit::FormId,
};
use leptos::prelude::*;

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Take your account back";
    pub(super) const LEAD: &str =
        "Whoever changed the address knew your password. Choose a new one, and all sessions end.";
    pub(super) const CODE: &str = "Code from the mail";
    pub(super) const NEW_PASSWORD: &str = "New password";
    pub(super) const SUBMIT: &str = "Take the account back";
    pub(super) const PENDING: &str = "Taking it back…";
}

/// Asks for the code and a new password. The mail's link fills in all but the password.
#[component]
pub(crate) fn UndoEmailChangePage() -> impl IntoView {
    let form = FormState::new(&[FormId::UndoEmailChange]);
    let (email, code) = fields_of_link();
    let code_field = form.field(Field::Code, "code", Rule::Filled(AppError::CodeMissing));
    view! {
        <Page heading=words::HEADING>
            <AccountForm state=form lead=|| words::LEAD submit=words::SUBMIT pending=words::PENDING>
                <EmailField form=form node_ref=email/>
                <TextField state=code_field label=words::CODE autocomplete="one-time-code" node_ref=code/>
                <NewPasswordField form=form field=Field::NewPassword label=words::NEW_PASSWORD/>
            </AccountForm>
        </Page>
    }
}
