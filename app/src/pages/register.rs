//! The page to sign up.

use crate::{
    components::{
        field::EmailField,
        form::{AccountForm, FormState},
        page::Page,
        password_field::NewPasswordField,
    },
    error::Field,
    pages::{keeping_wanted_page, pass_gate, wanted_page},
    routes,
    visit::FormId,
};
use domain::ReturnPath;
use leptos::prelude::*;
use leptos_router::components::A;

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Create your account";
    pub(super) const LEAD: &str = "All it takes is an address and a password.";
    pub(super) const PASSWORD: &str = "Password";
    pub(super) const SUBMIT: &str = "Create account";
    pub(super) const PENDING: &str = "Creating…";
    pub(super) const HAVE_ONE: &str = "Have an account? ";
    pub(super) const SIGN_IN: &str = "Sign in";
}

/// Asks for an address and a password.
#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    pass_gate(routes::REGISTER);
    let form = FormState::new(&[FormId::Register]);
    view! {
        <Page heading=words::HEADING>
            <AccountForm state=form lead=|| words::LEAD submit=words::SUBMIT pending=words::PENDING>
                <EmailField form=form/>
                <NewPasswordField form=form field=Field::Password label=words::PASSWORD/>
                <input type="hidden" name=ReturnPath::FIELD value=wanted_page()/>
            </AccountForm>
            <div class="asides">
                <p>{words::HAVE_ONE} <A href=keeping_wanted_page(routes::LOGIN)>{words::SIGN_IN}</A></p>
            </div>
        </Page>
    }
}
