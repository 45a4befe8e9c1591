//! The page to confirm an address with the code from the mail.

use crate::{
    components::{
        button::{SubmitButton, Weight},
        field::{EmailField, TextField},
        form::{AccountForm, FormState, Rule},
        mail_link::fields_of_link,
        page::Page,
    },
    error::{AppError, Field},
    routes,
    visit::FormId,
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Confirm your address";
    pub(super) const LEAD: &str = "Follow the mail's link, or enter its code here.";
    pub(super) const CODE: &str = "Code from the mail";
    pub(super) const SUBMIT: &str = "Confirm address";
    pub(super) const PENDING: &str = "Confirming…";
    pub(super) const ANOTHER: &str = "Mail me a new code";
    pub(super) const ANOTHER_PENDING: &str = "Sending…";
    pub(super) const BACK: &str = "Back to sign in";
}

/// Asks for the code. Opening the mail's link fills it in and changes nothing: programs that look for dangerous mails open
/// links, too.
#[component]
pub(crate) fn VerifyEmailPage() -> impl IntoView {
    let form = FormState::new(&[FormId::VerifyEmail, FormId::ResendVerification]);
    let (email, code) = fields_of_link();
    let code_field = form.field(Field::Code, "code", Rule::Filled(AppError::CodeMissing));
    view! {
        <Page heading=words::HEADING>
            <AccountForm
                state=form
                lead=|| words::LEAD
                submit=words::SUBMIT
                pending=words::PENDING
                also=move || view! {
                    <SubmitButton
                        label=words::ANOTHER
                        pending=words::ANOTHER_PENDING
                        weight=Weight::Plain
                        action=FormId::ResendVerification.path()
                    />
                }
            >
                <EmailField form=form node_ref=email/>
                <TextField state=code_field label=words::CODE autocomplete="one-time-code" node_ref=code/>
            </AccountForm>
            <div class="asides">
                <p><A href=routes::LOGIN>{words::BACK}</A></p>
            </div>
        </Page>
    }
}
