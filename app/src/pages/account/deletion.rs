//! The card that deletes the account.

use super::email;
use crate::{
    components::{
        field::TextField,
        form::{AccountForm, FormState},
        password_field::PasswordField,
        section::Section,
    },
    error::Field,
    visit::{FormId, Site},
};
use leptos::prelude::*;

/// Asks for the address and the password, so that nobody does it by accident.
#[component]
pub(super) fn Deletion() -> impl IntoView {
    let email = email(Site::current());
    let form = FormState::new(FormId::DeleteAccount);
    let (address_error, password_error) = (form.error_of(Field::Confirmation), form.error_of(Field::CurrentPassword));
    view! {
        <Section id="delete-account" heading="Delete your account">
            <p>"Removes everything at once, on every device. There is no way back. To show that you mean it, type "
                <strong>{email}</strong> "."</p>
            <AccountForm state=form submit="Delete my account" pending="Deleting…" danger=true>
                <TextField name="confirmation" label="Your e-mail address" kind="email" autocomplete="off" error=address_error/>
                <PasswordField
                    id="delete-password"
                    name="current_password"
                    label="Your password"

                    autocomplete="current-password"
                    error=password_error
                />
            </AccountForm>
        </Section>
    }
}
