//! A field is a label, an input and, when it was filled in wrongly, what to do about it.

use super::form::{FieldState, FormState, Rule};
use crate::{
    browser::input_of,
    error::Field,
    reactive::*,
    view::{Element, NodeRef, Part, div, input, label, p, reactive},
    visit::Site,
};

const EMAIL: &str = "E-mail address";

/// A labelled input. Its id and name never change, so that password managers find it again.
pub(crate) struct TextField {
    state: FieldState,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    value: String,
    node_ref: NodeRef,
}

impl TextField {
    /// An input for this field, which the browser may fill in as `autocomplete` says.
    pub(crate) fn new(state: FieldState, label: &'static str, autocomplete: &'static str) -> Self {
        Self { state, label, kind: "text", autocomplete, value: String::new(), node_ref: NodeRef::new() }
    }

    /// Which of the browser's own helpers fits: keyboard and check go by it.
    pub(crate) fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    /// What it holds at first. After that it is the person's: nothing may write over what was typed, least of all a
    /// page that comes to life while somebody is typing.
    pub(crate) fn value(self, value: String) -> Self {
        Self { value, ..self }
    }

    /// Makes the input itself known, to a page that fills it in later.
    pub(crate) fn node_ref(self, node_ref: NodeRef) -> Self {
        Self { node_ref, ..self }
    }
}

impl From<TextField> for Part {
    fn from(it: TextField) -> Self {
        let state = it.state;
        let input = described(state)
            .attr("type", it.kind)
            .attr("autocomplete", it.autocomplete)
            .attr("value", it.value)
            .node_ref(it.node_ref)
            .on("input", move |event| _ = input_of(&event).map(|input| state.changed(&input.value())))
            .on("blur", move |event| _ = input_of(&event).map(|input| state.left(&input.value())));
        frame(state, it.label, input, move || state.error(), || None).into()
    }
}

/// An input with what every field's has.
pub(crate) fn described(state: FieldState) -> Element {
    input()
        .id(state.id)
        .attr("name", state.field.name())
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "go")
        .attr("required", true)
        .reactive_attr("aria-invalid", move || state.error().map(|_| "true"))
        .attr("aria-describedby", note_id(state.id))
}

/// What every field has around its input: the label above, and below a line that is kept free for what there is to
/// say, so that the page does not jump when it comes. It describes the field. While nothing is said to be wrong (`error`),
/// there may be something else to say (`note`).
pub(crate) fn frame(
    state: FieldState,
    label_words: &'static str,
    content: impl Into<Part>,
    error: impl Fn() -> Option<String> + Copy + Send + 'static,
    note: impl Fn() -> Option<String> + Send + 'static,
) -> Element {
    let note = move || if error().is_none() { note() } else { None };
    let error_is_news = move || if state.is_news() { "polite" } else { "off" };
    let notes = div()
        .class("field-notes")
        .id(note_id(state.id))
        .child(p().class("field-error").reactive_attr("aria-live", error_is_news).child(reactive(error)))
        .child(p().class("field-note").attr("aria-live", "polite").child(reactive(note)));
    div().class("field").child(label().attr("for", state.id).child(label_words)).child(content).child(notes)
}

/// The id of what describes a field.
fn note_id(id: &str) -> String {
    [id, "-note"].concat()
}

/// The field for the address that names an account. Password managers store a password under it. It holds what was
/// typed before, on this page or the one before it.
pub(crate) fn email_field(form: FormState) -> TextField {
    let flash = Site::current().flash.get_untracked();
    let typed = flash.filter(|flash| flash.message.is_for(form.ids)).map(|flash| flash.email);
    let state = form.field(Field::Email, "email", Rule::Address);
    TextField::new(state, EMAIL, "username").kind("email").value(typed.unwrap_or_default())
}

/// Tells password managers whose password is asked for, where no field for the address is shown. It has no name, so it
/// is not sent.
pub(crate) fn address_for_managers() -> Element {
    let viewer = Site::current().viewer;
    input()
        .class("for-managers")
        .attr("type", "email")
        .attr("autocomplete", "username")
        .reactive_attr("value", move || viewer.get().map(|viewer| viewer.email))
        .attr("readonly", true)
        .attr("tabindex", "-1")
        .attr("aria-hidden", "true")
}
