//! A field is a label, an input and, when it was filled in wrongly, what to do about it.

use super::form::{FieldState, FormState, Rule};
use crate::{error::Field, visit::Site};
use leptos::{html, prelude::*};

const EMAIL: &str = "E-mail address";

/// A labelled input. Its id and name never change, so that password managers find it again.
#[component]
pub(crate) fn TextField(
    state: FieldState,
    label: &'static str,
    /// Which of the browser's own helpers fits: keyboard, check and password manager go by it.
    #[prop(default = "text")]
    kind: &'static str,
    autocomplete: &'static str,
    /// What it holds at first. After that it is the person's: nothing may write over what was typed, least of all a
    /// page that comes to life while somebody is typing.
    #[prop(optional)]
    value: String,
    /// The input itself, for a page that fills it in later.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let error = state.error();
    view! {
        <Frame state=state label=label error=error>
            <input
                id=state.id
                name=state.field.name()
                type=kind
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                enterkeyhint="go"
                required
                value=value
                node_ref=node_ref
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=note_id(state.id)
                on:input=move |event| state.changed(&event_target_value(&event))
                on:blur=move |event| state.left(&event_target_value(&event))
            />
        </Frame>
    }
}

/// What every field has around its input: the label above, and below a line that is kept free for what there is to
/// say, so that the page does not jump when it comes. It describes the field.
#[component]
pub(crate) fn Frame(
    state: FieldState,
    label: &'static str,
    /// What is said to be wrong.
    error: Signal<Option<String>>,
    /// What is said while nothing is wrong.
    #[prop(into, optional)]
    note: Option<Signal<Option<String>>>,
    children: Children,
) -> impl IntoView {
    let id = state.id;
    let note = move || note.filter(|_| error.read().is_none()).and_then(|note| note.get());
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {children()}
            <div class="field-notes" id=note_id(id)>
                <p class="field-error" aria-live=move || if state.is_news() { "polite" } else { "off" }>{error}</p>
                <p class="field-note" aria-live="polite">{note}</p>
            </div>
        </div>
    }
}

/// The id of what describes a field.
pub(crate) fn note_id(id: &str) -> String {
    format!("{id}-note")
}

/// The field for the address that names an account. Password managers store a password under it. It holds what was
/// typed before, on this page or the one before it.
#[component]
pub(crate) fn EmailField(form: FormState, #[prop(optional)] node_ref: NodeRef<html::Input>) -> impl IntoView {
    let flash = Site::current().flash.get_untracked();
    let typed = flash.filter(|flash| flash.message.is_for(form.ids)).map(|flash| flash.email);
    view! {
        <TextField
            state=form.field(Field::Email, "email", Rule::Address)
            label=EMAIL
            kind="email"
            autocomplete="username"
            value=typed.unwrap_or_default()
            node_ref=node_ref
        />
    }
}

/// Tells password managers whose password is asked for, where no field for the address is shown. It has no name, so it
/// is not sent.
#[component]
pub(crate) fn AddressForManagers() -> impl IntoView {
    let viewer = Site::current().viewer;
    let email = move || viewer.get().map(|viewer| viewer.email);
    view! {
        <input
            class="for-managers"
            type="email"
            autocomplete="username"
            value=email
            readonly
            tabindex="-1"
            aria-hidden="true"
        />
    }
}
