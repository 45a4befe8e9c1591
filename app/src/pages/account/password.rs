//! The card that changes the password.

use super::email;
use crate::{
    components::{
        form::{AccountForm, FormState},
        password_field::PasswordField,
        section::Section,
    },
    error::Field,
    visit::{FormId, Site},
};
use leptos::prelude::*;

/// Asks for the current password and the new one.
#[component]
pub(super) fn ChangePassword() -> impl IntoView {
    let email = email(Site::current());
    let form = FormState::new(FormId::ChangePassword);
    let (current_error, new_error) = (form.error_of(Field::CurrentPassword), form.error_of(Field::Password));
    view! {
        <Section id="change-password" heading="Password">
            <p>"A new password ends all your other sessions."</p>
            <AccountForm state=form submit="Change password" pending="Changing…">
                // Password managers read here whose password this is. It has no name, so it is not sent.
                <input class="for-managers" type="email" autocomplete="username" value=email readonly tabindex="-1" aria-hidden="true"/>
                <PasswordField name="current_password" label="Current password" autocomplete="current-password" error=current_error/>
                <PasswordField name="new_password" label="New password" autocomplete="new-password" error=new_error/>
            </AccountForm>
        </Section>
    }
}
