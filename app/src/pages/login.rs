//! The page to sign in.

use crate::{
    components::{
        field::EmailField,
        form::{AccountForm, FormState},
        page::Page,
        password_field::CurrentPasswordField,
    },
    error::Field,
    pages::{keeping_wanted_page, pass_gate, wanted_page},
    routes,
    visit::{FormId, Site},
};
use domain::ReturnPath;
use leptos::prelude::*;
use leptos_router::components::A;

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Sign in";
    pub(super) const LEAD: &str = "Good to see you again.";
    pub(super) const PASSWORD: &str = "Password";
    pub(super) const SUBMIT: &str = "Sign in";
    pub(super) const PENDING: &str = "Signing in…";
    pub(super) const FORGOT: &str = "Forgot your password?";
    pub(super) const CONFIRM: &str = "Confirm your address";
    pub(super) const NEW_HERE: &str = "New here? ";
    pub(super) const CREATE_ACCOUNT: &str = "Create an account";
}

/// Asks for the address and its password.
#[component]
pub(crate) fn LoginPage() -> impl IntoView {
    pass_gate(routes::LOGIN);
    let form = FormState::new(&[FormId::LogIn]);
    let needs_confirmation = !Site::current().mode.is_development();
    view! {
        <Page heading=words::HEADING>
            <AccountForm state=form lead=|| words::LEAD submit=words::SUBMIT pending=words::PENDING>
                <EmailField form=form/>
                <CurrentPasswordField form=form field=Field::Password label=words::PASSWORD/>
                <input type="hidden" name=ReturnPath::FIELD value=wanted_page()/>
            </AccountForm>
            <div class="asides">
                <p><A href=routes::FORGOT_PASSWORD>{words::FORGOT}</A></p>
                // Where nobody signs in before, and nobody is told that this is why.
                {needs_confirmation.then(|| view! { <p><A href=routes::VERIFY_EMAIL>{words::CONFIRM}</A></p> })}
                <p>{words::NEW_HERE} <A href=keeping_wanted_page(routes::REGISTER)>{words::CREATE_ACCOUNT}</A></p>
            </div>
        </Page>
    }
}
