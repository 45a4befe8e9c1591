//! The page to sign up.

use crate::{
    components::{
        field::EmailField,
        form::{AccountForm, FormState},
        page::Page,
        password_field::PasswordField,
    },
    error::Field,
    pages::{keeping_wanted_page, pass_gate, wanted_page},
    routes,
    visit::FormId,
};
use domain::ReturnPath;
use leptos::prelude::*;
use leptos_router::components::A;

/// Asks for an address and a password.
#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    pass_gate(routes::REGISTER);
    let form = FormState::new(FormId::Register);
    let (email, error) = (form.email.clone(), form.error);
    let (email_error, password_error) = (form.error_of(Field::Email), form.error_of(Field::Password));
    view! {
        <Page heading="Create your account" error=error>
            <AccountForm state=form submit="Create account" pending="Creating…">
                <EmailField value=email error=email_error/>
                <PasswordField name="password" label="Password" autocomplete="new-password" error=password_error/>
                <input type="hidden" name=ReturnPath::FIELD value=wanted_page()/>
            </AccountForm>
            <p class="aside">"Have an account? " <A href=keeping_wanted_page(routes::LOGIN)>"Sign in"</A></p>
        </Page>
    }
}
