//! A field for a password, which can show what was typed, says when Caps Lock is on, and how good a new password is.

use super::{
    field::{Frame, note_id},
    form::{FieldState, FormState, Rule},
    strength::Hint,
};
use crate::{
    error::{AppError, Field},
    visit::Site,
};
use domain::Password;
use leptos::{attr::custom::custom_attribute, html, prelude::*, wasm_bindgen::JsCast, web_sys};

const SHOW: &str = "Show";
const HIDE: &str = "Hide";
const CAPS_LOCK: &str = "Caps Lock is on.";

/// A field for a password that somebody has already.
#[component]
pub(crate) fn CurrentPasswordField(
    form: FormState,
    field: Field,
    /// Where the page has another field of this name.
    #[prop(optional)]
    id: Option<&'static str>,
    label: &'static str,
) -> impl IntoView {
    let rule = match field {
        // Asked for once more by somebody who is signed in.
        Field::CurrentPassword => Rule::Filled(AppError::NotConfirmed),
        _ => Rule::KNOWN_PASSWORD,
    };
    let state = form.field(field, id.unwrap_or(field.name()), rule);
    view! { <PasswordField state=state label=label/> }
}

/// A field for a password that is being chosen. The rules are the server's, so that browsers and password managers
/// make up good ones.
#[component]
pub(crate) fn NewPasswordField(form: FormState, field: Field, label: &'static str) -> impl IntoView {
    let policy = Site::current().policy;
    let state = form.field(field, field.name(), Rule::NewPassword(policy));
    view! { <PasswordField state=state label=label min_chars=policy.min_chars hint=Hint::new(policy)/> }
}

#[component]
fn PasswordField(
    state: FieldState,
    label: &'static str,
    /// The fewest characters of a new password.
    #[prop(optional)]
    min_chars: Option<u32>,
    /// How good what was typed is, for a new password.
    #[prop(optional)]
    hint: Option<Hint>,
) -> impl IntoView {
    let (id, error) = (state.id, state.error());
    let (input, is_shown, caps_lock) = (NodeRef::<html::Input>::new(), RwSignal::new(false), RwSignal::new(false));
    let show = move |show: bool| {
        let Some(input) = input.get_untracked().filter(|_| show != is_shown.get_untracked()) else { return };
        let caret = (input.selection_start().ok().flatten(), input.selection_end().ok().flatten());
        // At once, and not when the page is updated next: the caret would be lost in between.
        input.set_type(if show { "text" } else { "password" });
        // Some browsers take the caret away with the next layout (Chromium 148 does), so that has to be over.
        _ = input.offset_width();
        if let (Some(start), Some(end)) = caret {
            // Browsers may refuse while the field is not in use; then there is no caret to keep.
            _ = input.set_selection_range(start, end);
        }
        is_shown.set(show);
    };
    // What is sent is hidden again: whoever looks over the shoulder has seen it long enough.
    Effect::new(move |before: Option<()>| {
        state.sent().track();
        if before.is_some() {
            show(false);
            hint.inspect(Hint::forget);
        }
    });
    let watch_caps_lock = move |event: &web_sys::Event| {
        if let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() {
            caps_lock.set(event.get_modifier_state("CapsLock"));
        }
    };
    let typed = move |input: &web_sys::HtmlInputElement| {
        state.changed(&input.value());
        hint.inspect(|hint| hint.consider(input));
    };
    let hydrated = Site::current().hydrated;
    // Caps Lock may be what is wrong, so it is said first.
    let said_error = Signal::derive(move || error.get().filter(|_| !caps_lock.get()));
    let note = Signal::derive(move || match caps_lock.get() {
        true => Some(CAPS_LOCK.to_owned()),
        false => hint.and_then(|hint| hint.words()),
    });
    let rules = min_chars.map(|min| format!("minlength: {min}; maxlength: {max};", max = Password::MAX_BYTES));
    view! {
        <Frame state=state label=label error=said_error note=note>
            <div class="revealing">
                <input
                    id=id
                    name=state.field.name()
                    type="password"
                    autocomplete=if min_chars.is_some() { "new-password" } else { "current-password" }
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="go"
                    required
                    minlength=min_chars.map(|min| min.to_string())
                    maxlength=min_chars.map(|_| Password::MAX_BYTES.to_string())
                    {..custom_attribute("passwordrules", rules)}
                    node_ref=input
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=note_id(id)
                    on:input=move |event| typed(&event_target(&event))
                    on:keydown=move |event| watch_caps_lock(&event)
                    on:keyup=move |event| watch_caps_lock(&event)
                    on:blur=move |event| {
                        caps_lock.set(false);
                        state.left(&event_target_value(&event));
                    }
                />
                <button
                    class="reveal"
                    type="button"
                    aria-controls=id
                    aria-pressed=move || is_shown.get().to_string()
                    hidden=move || !hydrated.get()
                    // A press of the mouse must not take the focus, and with it the caret, out of the field.
                    on:mousedown=move |press| press.prevent_default()
                    on:click=move |_| show(!is_shown.get_untracked())
                >
                    {move || if is_shown.get() { HIDE } else { SHOW }}
                    <span class="unseen">" " {label}</span>
                </button>
            </div>
        </Frame>
    }
}
