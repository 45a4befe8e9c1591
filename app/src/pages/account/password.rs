//! The card that changes the password.

use super::{email, words::password as words};
use crate::{
    components::{
        card::Card,
        form::{AccountForm, FormState, Rule},
        password_field::{CurrentPasswordField, NewPasswordField},
    },
    error::{AppError, Field},
    visit::{FormId, Site},
};
use leptos::prelude::*;

/// Asks for the current password and the new one.
#[component]
pub(super) fn ChangePassword() -> impl IntoView {
    let email = email(Site::current());
    let form = FormState::new(FormId::ChangePassword);
    view! {
        <Card id="change-password" heading=words::HEADING>
            <AccountForm state=form lead=|| words::LEAD submit=words::SUBMIT pending=words::PENDING>
                // Password managers read here whose password this is. It has no name, so it is not sent.
                <input class="for-managers" type="email" autocomplete="username" value=email readonly tabindex="-1" aria-hidden="true"/>
                <CurrentPasswordField
                    form=form
                    field=Field::CurrentPassword
                    label=words::CURRENT
                    rule=Rule::Filled(AppError::NotConfirmed)
                />
                <NewPasswordField form=form field=Field::NewPassword label=words::NEW/>
            </AccountForm>
        </Card>
    }
}
