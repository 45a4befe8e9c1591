//! The link of a mail brings an address and a code in its fragment, which browsers never send, so that the code reaches no
//! log. The page fills them in; without JavaScript, the code is typed or pasted.

use super::{
    button::{SubmitButton, Weight},
    field::{TextField, email_field},
    form::{FormState, Rule},
};
use crate::{
    browser::{Listener, window},
    error::{AppError, Field},
    reactive::*,
    view::{NodeRef, Part},
    visit::FormId,
};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;
use web_sys::{Event, HtmlInputElement};

const CODE: &str = "Code from the mail";
const ANOTHER: &str = "Mail me a new code";
const ANOTHER_PENDING: &str = "Sending…";

/// The fields that the link fills in: the address, and the code.
pub(crate) fn mailed_fields(form: FormState, code: Field) -> Part {
    let (email, code_input) = fields_of_link();
    let email = email_field(form).node_ref(email);
    let code = form.field(code, code.name(), Rule::Filled(AppError::CodeMissing));
    (email, TextField::new(code, CODE, "one-time-code").node_ref(code_input)).into()
}

/// The button for whose code is used or too old: it sends the form to the one that mails another.
pub(crate) fn another_code(from: FormId) -> SubmitButton {
    SubmitButton::new(ANOTHER, ANOTHER_PENDING).weight(Weight::Plain).action(from.path())
}

/// The inputs, which fill themselves in.
fn fields_of_link() -> (NodeRef, NodeRef) {
    let (email, code) = (NodeRef::new(), NodeRef::new());
    let fill_in = move || {
        let (Some(email), Some(code)) = (email.get::<HtmlInputElement>(), code.get::<HtmlInputElement>()) else {
            return;
        };
        let Some(link) = take_link() else { return };
        for (field, value) in [(email, link.email), (code, link.code)] {
            field.set_value(&value);
            // As if it were typed: what was wrong with what stood there is over.
            _ = Event::new("input").map(|typed| field.dispatch_event(&typed));
        }
    };
    effect(move |_| {
        fill_in();
        // Following the link on a page that is open already changes nothing but the fragment.
        let listener = SendWrapper::new(Listener::new(&window(), "hashchange", Box::new(move |_| fill_in())));
        on_cleanup(move || drop(listener));
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
