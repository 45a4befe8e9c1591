//! A field for a password, which can show what was typed, says when Caps Lock is on, and how good a new password is.

use super::{
    field::{described, frame},
    form::{FieldState, FormState, Rule},
    strength::Hint,
};
use crate::{
    browser::input_of,
    error::{AppError, Field},
    reactive::*,
    view::{Element, NodeRef, button, div, reactive, span},
    visit::Site,
};
use domain::{Password, PasswordPolicy};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

const SHOW: &str = "Show";
const HIDE: &str = "Hide";
const CAPS_LOCK: &str = "Caps Lock is on.";

/// A field for a password that somebody has already.
pub(crate) fn current_password_field(form: FormState, field: Field, id: &'static str, label: &'static str) -> Element {
    let rule = match field {
        // Asked for once more by somebody who is signed in.
        Field::CurrentPassword => Rule::Filled(AppError::NotConfirmed),
        _ => Rule::KNOWN_PASSWORD,
    };
    password_field(form.field(field, id, rule), label, None)
}

/// A field for a password that is being chosen. The rules are the server's, so that browsers and password managers
/// make up good ones.
pub(crate) fn new_password_field(form: FormState, field: Field, label: &'static str) -> Element {
    let policy = Site::current().policy;
    let state = form.field(field, field.name(), Rule::NewPassword(policy));
    password_field(state, label, Some(policy))
}

fn password_field(state: FieldState, label: &'static str, policy: Option<PasswordPolicy>) -> Element {
    let (node, is_shown, caps_lock) = (NodeRef::new(), RwSignal::new(false), RwSignal::new(false));
    let hint = policy.map(Hint::new);
    // What is sent is hidden again: whoever looks over the shoulder has seen it long enough.
    effect(move |is_first| {
        state.sent().track();
        if !is_first {
            show(node, is_shown, false);
            hint.inspect(Hint::forget);
        }
    });
    let watch_caps_lock = move |event: Event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
            caps_lock.set(event.get_modifier_state("CapsLock"));
        }
    };
    let input = password_input(state, policy)
        .node_ref(node)
        .on("input", move |event| {
            let Some(input) = input_of(&event) else { return };
            state.changed(&input.value());
            hint.inspect(|hint| hint.consider(&input));
        })
        .on("keydown", watch_caps_lock)
        .on("keyup", watch_caps_lock)
        .on("blur", move |event| {
            caps_lock.set(false);
            _ = input_of(&event).map(|input| state.left(&input.value()));
        });
    let reveal = reveal_button(state.id, label, node, is_shown);
    // Caps Lock may be what is wrong, so it is said first.
    let error = move || if caps_lock.get() { None } else { state.error() };
    let note = move || match caps_lock.get() {
        true => Some(CAPS_LOCK.to_owned()),
        false => hint.and_then(|hint| hint.words()),
    };
    frame(state, label, div().class("revealing").child(input).child(reveal), error, note)
}

/// The input, with what browsers and password managers should know of what it takes.
fn password_input(state: FieldState, policy: Option<PasswordPolicy>) -> Element {
    let input = described(state).attr("type", "password");
    let Some(policy) = policy else { return input.attr("autocomplete", "current-password") };
    let (min, max) = (policy.min_chars.to_string(), Password::MAX_BYTES.to_string());
    let rules = ["minlength: ", &min, "; maxlength: ", &max, ";"].concat();
    input
        .attr("autocomplete", "new-password")
        .attr("minlength", min)
        .attr("maxlength", max)
        .attr("passwordrules", rules)
}

/// The button that shows what was typed, and hides it again. It is there once it works.
fn reveal_button(id: &'static str, label: &'static str, node: NodeRef, is_shown: RwSignal<bool>) -> Element {
    let hydrated = Site::current().hydrated;
    button()
        .class("reveal")
        .attr("type", "button")
        .attr("aria-controls", id)
        .reactive_attr("aria-pressed", move || if is_shown.get() { "true" } else { "false" })
        .reactive_attr("hidden", move || !hydrated.get())
        // A press of the mouse must not take the focus, and with it the caret, out of the field.
        .on("mousedown", |press| press.prevent_default())
        .on("click", move |_| show(node, is_shown, !is_shown.get_untracked()))
        .child(reactive(move || if is_shown.get() { HIDE } else { SHOW }))
        .child(span().class("unseen").child((" ", label)))
}

/// Shows or hides what was typed.
fn show(node: NodeRef, is_shown: RwSignal<bool>, show: bool) {
    let Some(input) = node.get::<HtmlInputElement>().filter(|_| show != is_shown.get_untracked()) else { return };
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
}
