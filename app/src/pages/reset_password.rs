//! The page to choose a new password with the code from the mail.

use crate::{
    components::{
        button::{SubmitButton, Weight},
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
    pub(super) const HEADING: &str = "Choose a new password";
    pub(super) const LEAD: &str = "Follow the mail's link, or enter its code here.";
    pub(super) const CODE: &str = "Code from the mail";
    pub(super) const NEW_PASSWORD: &str = "New password";
    pub(super) const SUBMIT: &str = "Set new password";
    pub(super) const PENDING: &str = "Setting…";
    pub(super) const ANOTHER: &str = "Mail me a new code";
    pub(super) const ANOTHER_PENDING: &str = "Sending…";
}

/// Asks for the code and the new password. The mail's link fills in all but the password; without JavaScript, the
/// code is typed or pasted. Whose code is used or too old gets another with one press.
#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {
    let form = FormState::new(&[FormId::ResetPassword]);
    let (email, code) = fields_of_link();
    let code_field = form.field(Field::ResetToken, "reset_token", Rule::Filled(AppError::CodeMissing));
    view! {
        <Page heading=words::HEADING>
            <AccountForm
                state=form
                lead=|| words::LEAD
                submit=words::SUBMIT
                pending=words::PENDING
                also=move || view! {
                    <SubmitButton
                        label=words::ANOTHER
                        pending=words::ANOTHER_PENDING
                        weight=Weight::Plain
                        action=FormId::ForgotPassword.path()
                    />
                }
            >
                <EmailField form=form node_ref=email/>
                <TextField state=code_field label=words::CODE autocomplete="one-time-code" node_ref=code/>
                <NewPasswordField form=form field=Field::NewPassword label=words::NEW_PASSWORD/>
            </AccountForm>
        </Page>
    }
}
