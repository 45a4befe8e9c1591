//! The card that gives out what is stored.

use crate::{
    components::{
        form::{AccountForm, FormState},
        password_field::PasswordField,
        section::Section,
    },
    error::Field,
    routes,
    visit::{FormId, Site},
};
use leptos::prelude::*;

/// One click, when the password was given lately; else the password first.
#[component]
pub(super) fn Data() -> impl IntoView {
    let account = Site::current().account;
    let is_confirmed = move || account.with(|account| account.as_ref().is_some_and(|account| account.confirmed));
    let form = FormState::new(FormId::ConfirmPassword);
    let error = form.error_of(Field::CurrentPassword);
    view! {
        <Section id="data" heading="Your data">
            <p>"Everything that is stored about you, as a JSON file. Passwords are not in it: nobody can read them."</p>
            <form method="post" action=routes::ACCOUNT_DATA hidden=move || !is_confirmed()>
                <button class="button" type="submit">"Download my data"</button>
            </form>
            <div hidden=is_confirmed>
                <AccountForm state=form submit="Go on" pending="Checking…">
                    <PasswordField
                        id="confirm-password"
                        name="current_password"
                        label="Your password, once more"
                        autocomplete="current-password"
                        error=error
                    />
                </AccountForm>
            </div>
        </Section>
    }
}
