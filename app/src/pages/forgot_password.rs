//! The page to ask for a reset mail.

use crate::{
    components::{
        button::SubmitButton,
        field::email_field,
        form::{FormState, account_form},
        page::card_page,
    },
    router::link,
    routes,
    view::{Part, div, p},
    visit::FormId,
};

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Forgot your password?";
    pub(super) const LEAD: &str = "We mail you a link to choose a new one. Until you do, nothing changes.";
    pub(super) const SUBMIT: &str = "Mail me a link";
    pub(super) const PENDING: &str = "Sending…";
    pub(super) const BACK: &str = "Back to sign in";
}

/// Asks for the address that the mail goes to.
pub(crate) fn forgot_password_page() -> Part {
    let form = FormState::new(&[FormId::ForgotPassword]);
    let submit = SubmitButton::new(words::SUBMIT, words::PENDING);
    let asides = div().class("asides").child(p().child(link(routes::LOGIN, words::BACK)));
    card_page(words::HEADING, (account_form(form, words::LEAD, email_field(form), submit), asides)).into()
}
