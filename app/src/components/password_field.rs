//! A field for a password, which can show what was typed and says when Caps Lock is on.

use super::{
    field::{Frame, describing},
    form::Submissions,
};
use crate::visit::Site;
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};

/// A labelled password input, with a button that shows and hides it once the page has come to life.
#[component]
pub(crate) fn PasswordField(
    name: &'static str,
    /// Where the page has another field of this name.
    #[prop(optional)]
    id: Option<&'static str>,
    label: &'static str,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// What to do differently, once it was refused.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let (input, shown, caps_lock) = (NodeRef::<html::Input>::new(), RwSignal::new(false), RwSignal::new(false));
    let show = move |show: bool| {
        let Some(input) = input.get_untracked() else { return };
        let caret = (input.selection_start().ok().flatten(), input.selection_end().ok().flatten());
        // At once, and not when the page is updated next: the caret would be lost in between.
        input.set_type(if show { "text" } else { "password" });
        if let (Some(start), Some(end)) = caret {
            // Browsers may refuse while the field is not in use; then there is no caret to keep.
            _ = input.set_selection_range(start, end);
        }
        shown.set(show);
    };
    if let Some(Submissions(submissions)) = use_context() {
        // What is sent is hidden again: whoever looks over the shoulder has seen it long enough.
        Effect::new(move |before: Option<()>| {
            submissions.track();
            if before.is_some() {
                show(false);
            }
        });
    }
    let watch_caps_lock = move |event: &leptos::web_sys::Event| {
        if let Some(event) = event.dyn_ref::<leptos::web_sys::KeyboardEvent>() {
            caps_lock.set(event.get_modifier_state("CapsLock"));
        }
    };
    let hydrated = Site::current().hydrated;
    let note = move || (caps_lock.get() && error.read().is_none()).then_some("Caps Lock is on.");
    view! {
        <Frame id=id label=label error=error>
            <div class="revealing">
                <input
                    id=id
                    name=name
                    type="password"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="go"
                    required
                    node_ref=input
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=describing(id, error)
                    on:keydown=move |event| watch_caps_lock(&event)
                    on:keyup=move |event| watch_caps_lock(&event)
                    on:blur=move |_: ev::FocusEvent| caps_lock.set(false)
                />
                <button
                    class="reveal"
                    type="button"
                    aria-controls=id
                    aria-pressed=move || shown.get().to_string()
                    hidden=move || !hydrated.get()
                    // A press of the mouse must not take the focus, and with it the caret, out of the field.
                    on:mousedown=move |press| press.prevent_default()
                    on:click=move |_| show(!shown.get_untracked())
                >
                    {move || if shown.get() { "Hide" } else { "Show" }}
                    <span class="unseen">" characters"</span>
                </button>
            </div>
            <p class="field-note" aria-live="polite">{note}</p>
        </Frame>
    }
}
