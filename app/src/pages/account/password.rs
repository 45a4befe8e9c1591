//! The card that changes the password.

use super::words::password as words;
use crate::{
    components::{
        card::Card,
        field::AddressForManagers,
        form::{AccountForm, FormState},
        password_field::{CurrentPasswordField, NewPasswordField},
    },
    error::Field,
    visit::FormId,
};
use leptos::prelude::*;

/// Asks for the current password and the new one.
#[component]
pub(super) fn ChangePassword() -> impl IntoView {
    let form = FormState::new(&[FormId::ChangePassword]);
    view! {
        <Card id="change-password" heading=words::HEADING>
            <AccountForm state=form lead=|| words::LEAD submit=words::SUBMIT pending=words::PENDING>
                <AddressForManagers/>
                <CurrentPasswordField
                    form=form
                    field=Field::CurrentPassword
                    label=words::CURRENT
                />
                <NewPasswordField form=form field=Field::NewPassword label=words::NEW/>
            </AccountForm>
        </Card>
    }
}
