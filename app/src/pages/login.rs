//! The page to sign in.

use crate::{
    components::{
        button::SubmitButton,
        field::email_field,
        form::{FormState, account_form},
        page::card_page,
        password_field::current_password_field,
    },
    error::Field,
    pages::{keeping_wanted_page, pass_gate, wanted_page_field},
    router::link,
    routes,
    view::{Part, div, p},
    visit::{FormId, Site},
};

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
pub(crate) fn login_page() -> Part {
    pass_gate(routes::LOGIN);
    let form = FormState::new(&[FormId::LogIn]);
    let fields = (
        email_field(form),
        current_password_field(form, Field::Password, "password", words::PASSWORD),
        wanted_page_field(),
    );
    let submit = SubmitButton::new(words::SUBMIT, words::PENDING);
    // Where nobody signs in before, and nobody is told that this is why.
    let needs_confirmation = !Site::current().mode.is_development();
    let confirm = needs_confirmation.then(|| p().child(link(routes::VERIFY_EMAIL, words::CONFIRM)));
    let register = link(keeping_wanted_page(routes::REGISTER), words::CREATE_ACCOUNT);
    let asides = div()
        .class("asides")
        .child(p().child(link(routes::FORGOT_PASSWORD, words::FORGOT)))
        .child(confirm)
        .child(p().child((words::NEW_HERE, register)));
    card_page(words::HEADING, (account_form(form, words::LEAD, fields, submit), asides)).into()
}
