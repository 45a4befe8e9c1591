//! The page to take an account back whose address was changed, with the code that was mailed to the address before.

use crate::{
    components::{
        form::{AccountForm, FormState},
        mail_link::MailedFields,
        page::Page,
        password_field::NewPasswordField,
    },
    error::Field,
    visit::FormId,
};
use leptos::prelude::*;

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
#[component]
pub(crate) fn UndoEmailChangePage() -> impl IntoView {
    let form = FormState::new(&[FormId::UndoEmailChange]);
    view! {
        <Page heading=words::HEADING>
            <AccountForm state=form lead=|| words::LEAD submit=words::SUBMIT pending=words::PENDING>
                <MailedFields form=form code=Field::Code/>
                <NewPasswordField form=form field=Field::NewPassword label=words::NEW_PASSWORD/>
            </AccountForm>
        </Page>
    }
}
