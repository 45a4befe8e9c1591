//! The page to choose a new password with the code from the mail.

use crate::{
    components::{
        field::{EmailField, TextField},
        form::{AccountForm, FormState},
        page::Page,
        password_field::PasswordField,
    },
    error::Field,
    routes,
    visit::FormId,
};
use leptos::{ev::hashchange, html, prelude::*, wasm_bindgen::JsValue};
use leptos_router::components::A;

/// Asks for the code and the new password. The mail's link fills in all but the password; without JavaScript, the
/// code is typed or pasted.
#[component]
pub(crate) fn ResetPasswordPage() -> impl IntoView {
    let form = FormState::new(FormId::ResetPassword);
    let (typed, error) = (form.email.clone(), form.error);
    let (email, code) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let fill_in = move || {
        let (Some(email), Some(code), Some(link)) = (email.get(), code.get(), take_link()) else { return };
        email.set_value(&link.email);
        code.set_value(&link.code);
    };
    Effect::new(move |_| fill_in());
    // Following the link on a page that is open already changes nothing but the fragment.
    Effect::new(move |_| {
        let listener = window_event_listener(hashchange, move |_| fill_in());
        on_cleanup(move || listener.remove());
    });
    let (email_error, code_error) = (form.error_of(Field::Email), form.error_of(Field::ResetToken));
    let password_error = form.error_of(Field::Password);
    view! {
        <Page heading="Choose a new password" error=error>
            <AccountForm state=form submit="Set new password" pending="Setting…">
                <EmailField value=typed node_ref=email error=email_error/>
                <TextField name="reset_token" label="Code from the mail" autocomplete="one-time-code" node_ref=code error=code_error/>
                <PasswordField name="new_password" label="New password" autocomplete="new-password" error=password_error/>
            </AccountForm>
            <p class="aside">"No mail, or too late? " <A href=routes::FORGOT_PASSWORD>"Ask for a new code"</A></p>
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
