//! The page to ask for a reset mail.

use crate::{
    components::{
        field::EmailField,
        form::{AccountForm, FormState},
        page::Page,
    },
    error::Field,
    routes,
    visit::FormId,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// Asks for the address that the mail goes to.
#[component]
pub(crate) fn ForgotPasswordPage() -> impl IntoView {
    let form = FormState::new(FormId::ForgotPassword);
    let (email, error, email_error) = (form.email.clone(), form.error, form.error_of(Field::Email));
    view! {
        <Page heading="Forgot your password?" error=error>
            <p>"Tell us your address, and we mail you a link to choose a new one. Until you do, nothing changes."</p>
            <AccountForm state=form submit="Mail me a link" pending="Sending…">
                <EmailField value=email error=email_error/>
            </AccountForm>
            <p class="aside"><A href=routes::LOGIN>"Back to sign in"</A></p>
        </Page>
    }
}
