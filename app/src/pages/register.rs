//! The page to sign up.

use crate::{
    components::{
        button::SubmitButton,
        field::email_field,
        form::{FormState, account_form},
        page::card_page,
        password_field::new_password_field,
    },
    error::Field,
    pages::{keeping_wanted_page, pass_gate, wanted_page_field},
    router::link,
    routes,
    view::{Part, div, p},
    visit::FormId,
};

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
pub(crate) fn register_page() -> Part {
    pass_gate(routes::REGISTER);
    let form = FormState::new(&[FormId::Register]);
    let fields = (email_field(form), new_password_field(form, Field::Password, words::PASSWORD), wanted_page_field());
    let submit = SubmitButton::new(words::SUBMIT, words::PENDING);
    let log_in = link(keeping_wanted_page(routes::LOGIN), words::SIGN_IN);
    let asides = div().class("asides").child(p().child((words::HAVE_ONE, log_in)));
    card_page(words::HEADING, (account_form(form, words::LEAD, fields, submit), asides)).into()
}
