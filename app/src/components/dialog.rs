//! A dialog asks for something before it is done, in front of the page.
//!
//! Before the page has come to life, or without JavaScript, the link that opens it makes it the page's target, and the
//! style sheet shows it.

use super::form::FormState;
use leptos::{
    ev, html,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{HtmlDialogElement, HtmlElement, HtmlFormElement},
};

/// A link that opens a dialog, and the dialog, which holds a form.
#[component]
pub(crate) fn Dialog(
    form: FormState,
    id: &'static str,
    /// What the link says.
    opener: &'static str,
    heading: &'static str,
    /// What the link says that closes it.
    cancel: &'static str,
    /// The address of the page without the dialog.
    page: &'static str,
    /// Whether it is open when the page arrives.
    #[prop(optional)]
    is_open: bool,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let heading_id = format!("{id}-heading");
    let labelled_by = heading_id.clone();
    Effect::new(move |_| {
        let is_target = window().location().hash().is_ok_and(|hash| hash.strip_prefix('#') == Some(id));
        _ = dialog.get().filter(|_| is_open || is_target).map(|dialog| open(&dialog));
    });
    // What is under way can't be stopped by looking away.
    let stop = move || {
        if let Some(dialog) = dialog.get_untracked().filter(|_| !form.is_pending.get_untracked()) {
            close(&dialog, form);
        }
    };
    view! {
        <a
            class="button danger"
            href=format!("#{id}")
            rel="external"
            aria-haspopup="dialog"
            on:click=move |press: ev::MouseEvent| {
                press.prevent_default();
                _ = dialog.get_untracked().map(|dialog| open(&dialog));
            }
        >{opener}</a>
        <dialog
            class="card dialog"
            id=id
            aria-labelledby=labelled_by
            open=is_open
            node_ref=dialog
            // Escape.
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                stop();
            }
        >
            <h2 id=heading_id>{heading}</h2>
            {children()}
            <a
                class="button"
                href=page
                rel="external"
                on:click=move |press: ev::MouseEvent| {
                    press.prevent_default();
                    stop();
                }
            >{cancel}</a>
        </dialog>
    }
}

/// Opens it in front of the page. What stood open before the page came to life was not; whoever was typing there goes on
/// where they were.
fn open(dialog: &HtmlDialogElement) {
    let focused = document().active_element().filter(|element| dialog.contains(Some(element)));
    dialog.close();
    _ = dialog.show_modal();
    if let Some(Ok(element)) = focused.map(JsCast::dyn_into::<HtmlElement>) {
        _ = element.focus();
    }
}

/// Closes it and forgets what was typed, what was wrong with it, and that the address led here.
fn close(dialog: &HtmlDialogElement, form: FormState) {
    dialog.close();
    if let Some(Ok(form)) = dialog.query_selector("form").ok().flatten().map(JsCast::dyn_into::<HtmlFormElement>) {
        form.reset();
    }
    form.set_refusals(&[]);
    let (Ok(history), Ok(path)) = (window().history(), window().location().pathname()) else { return };
    let state = history.state().unwrap_or(JsValue::NULL);
    _ = history.replace_state_with_url(&state, "", Some(&path));
}
