//! The page to confirm an address with the code from the mail.

use crate::{
    components::{
        form::{AccountForm, FormState},
        mail_link::{AnotherCode, MailedFields},
        page::Page,
    },
    error::Field,
    routes,
    visit::FormId,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Confirm your address";
    pub(super) const LEAD: &str = "Follow the mail's link, or enter its code here.";
    pub(super) const SUBMIT: &str = "Confirm address";
    pub(super) const PENDING: &str = "Confirming…";
    pub(super) const BACK: &str = "Back to sign in";
}

/// Asks for the code. Opening the mail's link fills it in and changes nothing: programs that look for dangerous mails open
/// links, too.
#[component]
pub(crate) fn VerifyEmailPage() -> impl IntoView {
    let form = FormState::new(&[FormId::VerifyEmail, FormId::ResendVerification]);
    view! {
        <Page heading=words::HEADING>
            <AccountForm
                state=form
                lead=|| words::LEAD
                submit=words::SUBMIT
                pending=words::PENDING
                also=|| view! { <AnotherCode from=FormId::ResendVerification/> }
            >
                <MailedFields form=form code=Field::Code/>
            </AccountForm>
            <div class="asides">
                <p><A href=routes::LOGIN>{words::BACK}</A></p>
            </div>
        </Page>
    }
}
