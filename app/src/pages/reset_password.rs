//! The page to choose a new password with the code from the mail.

use crate::{
    components::{
        form::{AccountForm, FormState},
        mail_link::{AnotherCode, MailedFields},
        page::Page,
        password_field::NewPasswordField,
    },
    error::Field,
    visit::FormId,
};
use leptos::prelude::*;

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
#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {
    let form = FormState::new(&[FormId::ResetPassword]);
    view! {
        <Page heading=words::HEADING>
            <AccountForm
                state=form
                lead=|| words::LEAD
                submit=words::SUBMIT
                pending=words::PENDING
                also=|| view! { <AnotherCode from=FormId::ForgotPassword/> }
            >
                <MailedFields form=form code=Field::ResetToken/>
                <NewPasswordField form=form field=Field::NewPassword label=words::NEW_PASSWORD/>
            </AccountForm>
        </Page>
    }
}
