//! The page to ask for a reset mail.

use crate::{
    components::{
        field::EmailField,
        form::{AccountForm, FormState},
        page::Page,
    },
    routes,
    visit::FormId,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Forgot your password?";
    pub(super) const LEAD: &str = "We mail you a link to choose a new one. Until you do, nothing changes.";
    pub(super) const SUBMIT: &str = "Mail me a link";
    pub(super) const PENDING: &str = "Sending…";
    pub(super) const BACK: &str = "Back to sign in";
}

/// Asks for the address that the mail goes to.
#[component]
pub(crate) fn ForgotPasswordPage() -> impl IntoView {
    let form = FormState::new(&[FormId::ForgotPassword]);
    view! {
        <Page heading=words::HEADING>
            <AccountForm state=form lead=|| words::LEAD submit=words::SUBMIT pending=words::PENDING>
                <EmailField form=form/>
            </AccountForm>
            <div class="asides">
                <p><A href=routes::LOGIN>{words::BACK}</A></p>
            </div>
        </Page>
    }
}
