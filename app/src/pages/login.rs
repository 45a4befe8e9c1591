//! The page to sign in.

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

/// Asks for the address and its password.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    pass_gate(routes::LOGIN);
    let form = FormState::new(FormId::LogIn);
    let (email, error) = (form.email.clone(), form.error);
    let (email_error, password_error) = (form.error_of(Field::Email), form.error_of(Field::Password));
    view! {
        <Page heading="Sign in" error=error>
            <AccountForm state=form submit="Sign in" pending="Signing in…">
                <EmailField value=email error=email_error/>
                <PasswordField name="password" label="Password" autocomplete="current-password" error=password_error/>
                <input type="hidden" name=ReturnPath::FIELD value=wanted_page()/>
            </AccountForm>
            <p class="aside"><A href=routes::FORGOT_PASSWORD>"Forgot your password?"</A></p>
            <p class="aside">"New here? " <A href=keeping_wanted_page(routes::REGISTER)>"Create an account"</A></p>
        </Page>
    }
}
