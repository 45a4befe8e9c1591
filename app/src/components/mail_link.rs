//! The link of a mail brings an address and a code in its fragment, which browsers never send, so that the code reaches no
//! log. The page fills them in; without JavaScript, the code is typed or pasted.

use super::{
    button::{SubmitButton, Weight},
    field::{EmailField, TextField},
    form::{FormState, Rule},
};
use crate::{
    error::{AppError, Field},
    visit::FormId,
};
use leptos::{ev::hashchange, html, prelude::*, wasm_bindgen::JsValue, web_sys::Event};

const CODE: &str = "Code from the mail";
const ANOTHER: &str = "Mail me a new code";
const ANOTHER_PENDING: &str = "Sending…";

/// The fields that the link fills in: the address, and the code.
#[component]
pub(crate) fn MailedFields(form: FormState, code: Field) -> impl IntoView {
    let (email, code_input) = fields_of_link();
    let code = form.field(code, code.name(), Rule::Filled(AppError::CodeMissing));
    view! {
        <EmailField form=form node_ref=email/>
        <TextField state=code label=CODE autocomplete="one-time-code" node_ref=code_input/>
    }
}

/// The button for whose code is used or too old: it sends the form to the one that mails another.
#[component]
pub(crate) fn AnotherCode(from: FormId) -> impl IntoView {
    view! {
        <SubmitButton label=ANOTHER pending=ANOTHER_PENDING weight=Weight::Plain action=from.path()/>
    }
}

/// The inputs, which fill themselves in.
fn fields_of_link() -> (NodeRef<html::Input>, NodeRef<html::Input>) {
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
    (email, code)
}

/// What a link carries.
struct Link {
    email: String,
    code: String,
}

/// Reads the fragment of the page's address and wipes it from the address bar and the history.
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
