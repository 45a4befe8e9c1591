//! The page to confirm an address with the code from the mail.

use crate::{
    components::{
        button::SubmitButton,
        form::{FormState, account_form},
        mail_link::{another_code, mailed_fields},
        page::card_page,
    },
    error::Field,
    router::link,
    routes,
    view::{Part, div, p},
    visit::FormId,
};

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
pub(crate) fn verify_email_page() -> Part {
    let form = FormState::new(&[FormId::VerifyEmail, FormId::ResendVerification]);
    let submit = SubmitButton::new(words::SUBMIT, words::PENDING);
    let buttons = (submit, another_code(FormId::ResendVerification));
    let form = account_form(form, words::LEAD, mailed_fields(form, Field::Code), buttons);
    let asides = div().class("asides").child(p().child(link(routes::LOGIN, words::BACK)));
    card_page(words::HEADING, (form, asides)).into()
}
