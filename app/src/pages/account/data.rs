//! The card that gives out what is stored.

use crate::{
    components::{
        form::{AccountForm, FormState},
        password_field::PasswordField,
        section::Section,
    },
    error::Field,
    routes,
    visit::FormId,
};
use leptos::prelude::*;

/// One click, when the password was given lately; else the password first.
#[component]
pub(super) fn Data(confirmed: bool) -> impl IntoView {
    let form = FormState::new(FormId::ConfirmPassword);
    let error = form.error_of(Field::CurrentPassword);
    let download = || {
        view! {
            <form method="post" action=routes::ACCOUNT_DATA>
                <button class="button" type="submit">"Download my data"</button>
            </form>
        }
    };
    let ask = move || {
        view! {
            <AccountForm state=form submit="Go on" pending="Checking…">
                <PasswordField
                    id="confirm-password"
                    name="current_password"
                    label="Your password, once more"

                    autocomplete="current-password"
                    error=error
                />
            </AccountForm>
        }
    };
    view! {
        <Section id="data" heading="Your data">
            <p>"Everything that is stored about you, as a JSON file. Passwords are not in it: nobody can read them."</p>
            {if confirmed { download().into_any() } else { ask().into_any() }}
        </Section>
    }
}
