//! A field is a label, an input and, when it was filled in wrongly, what to do about it.

use leptos::{html, prelude::*};

/// A labelled input. `name` is its name in HTML and in the API. It is also the stem of its ids, unless the page has
/// another field of that name; they never change, so that password managers find it again.
#[component]
pub(crate) fn TextField(
    name: &'static str,
    #[prop(optional)] id: Option<&'static str>,
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
    /// What to do differently, once it was refused.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    view! {
        <Frame id=id label=label error=error>
            <input
                id=id
                name=name
                type=kind
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                enterkeyhint="go"
                required
                value=value
                node_ref=node_ref
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=describing(id, error)
            />
        </Frame>
    }
}

/// What every field has around its input: the label above, and below what to do differently.
#[component]
pub(crate) fn Frame(
    id: &'static str,
    label: &'static str,
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {children()}
            // Always there, so that the page does not jump when a message comes.
            <p class="field-error" id=error_id(id)>{error}</p>
        </div>
    }
}

/// The message that describes a field, while there is one.
pub(crate) fn describing(id: &'static str, error: Signal<Option<String>>) -> impl Fn() -> Option<String> {
    move || error.get().map(|_| error_id(id))
}

fn error_id(id: &str) -> String {
    format!("{id}-error")
}

/// The field for the address that names an account. Password managers store a password under it.
#[component]
pub(crate) fn EmailField(
    #[prop(optional)] value: String,
    #[prop(optional)] node_ref: NodeRef<html::Input>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <TextField
            name="email"
            label="E-mail address"
            kind="email"
            autocomplete="username"
            value=value
            node_ref=node_ref
            error=error
        />
    }
}
