//! A field is a label, an input and, when it was filled in wrongly, what to do about it.

use leptos::{html, prelude::*};

/// A labelled input. `name` is its name in HTML and in the API, and the stem of its ids, which never change, so that
/// password managers find it again.
#[component]
pub(crate) fn TextField(
    name: &'static str,
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
    #[prop(into)]
    error: Signal<Option<String>>,
    /// A line of help below the label.
    #[prop(optional)]
    hint: Option<&'static str>,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described_by = {
        let (hint_id, error_id) = (hint.map(|_| hint_id.clone()), error_id.clone());
        move || {
            let ids: Vec<String> = hint_id.clone().into_iter().chain(error.get().map(|_| error_id.clone())).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            <input
                id=name
                name=name
                type=kind
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                required
                value=value
                node_ref=node_ref
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=described_by
            />
            // Always there, so that the page does not jump when a message comes.
            <p class="field-error" id=error_id>{error}</p>
        </div>
    }
}
