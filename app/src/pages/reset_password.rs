//! The page to choose a new password with the code from the mail.

use crate::{
    components::{
        button::{SubmitButton, Weight},
        field::{EmailField, TextField},
        form::{AccountForm, FormState, Rule},
        page::Page,
        password_field::NewPasswordField,
    },
    error::{AppError, Field},
    visit::FormId,
};
use leptos::{ev::hashchange, html, prelude::*, wasm_bindgen::JsValue, web_sys::Event};

/// The page's words.
mod words {
    pub(super) const HEADING: &str = "Choose a new password";
    pub(super) const LEAD: &str = "Follow the mail's link, or enter its code here.";
    pub(super) const CODE: &str = "Code from the mail";
    pub(super) const NEW_PASSWORD: &str = "New password";
    pub(super) const SUBMIT: &str = "Set new password";
    pub(super) const PENDING: &str = "Setting…";
    pub(super) const ANOTHER: &str = "Mail me a new code";
    pub(super) const ANOTHER_PENDING: &str = "Sending…";
}

/// Asks for the code and the new password. The mail's link fills in all but the password; without JavaScript, the
/// code is typed or pasted. Whose code is used or too old gets another with one press.
#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {
    let form = FormState::new(&[FormId::ResetPassword]);
    let (email, code) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let fill_in = move || {
        let (Some(email), Some(code), Some(link)) = (email.get(), code.get(), take_link()) else { return };
        for (field, value) in [(email, link.email), (code, link.code)] {
            field.set_value(&value);
            // As if it were typed: what was wrong with what stood there is over.
            _ = Event::new("input").map(|typed| field.dispatch_event(&typed));
        }
    };
    Effect::new(move |_| fill_in());
    // Following the link on a page that is open already changes nothing but the fragment.
    Effect::new(move |_| {
        let listener = window_event_listener(hashchange, move |_| fill_in());
        on_cleanup(move || listener.remove());
    });
    let code_field = form.field(Field::ResetToken, "reset_token", Rule::Filled(AppError::ResetTokenMissing));
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
                        action=FormId::ForgotPassword.path()
                    />
                }
            >
                <EmailField form=form node_ref=email/>
                <TextField state=code_field label=words::CODE autocomplete="one-time-code" node_ref=code/>
                <NewPasswordField form=form field=Field::NewPassword label=words::NEW_PASSWORD/>
            </AccountForm>
        </Page>
    }
}

/// What the mail's link carries.
struct Link {
    email: String,
    code: String,
}

/// Reads the fragment of the page's address and wipes it from the address bar and the history. Browsers never send a
/// fragment, so the code has reached no log.
fn take_link() -> Option<Link> {
    let location = window().location();
    let fragment = location.hash().ok().filter(|hash| !hash.is_empty())?;
    let history = window().history().ok()?;
    let state = history.state().unwrap_or(JsValue::NULL);
    _ = history.replace_state_with_url(&state, "", location.pathname().ok().as_deref());
    let value = |name| form_value(fragment.trim_start_matches('#'), name);
    Some(Link { email: value("email")?, code: value("code")? })
}

fn form_value(form: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(form.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
