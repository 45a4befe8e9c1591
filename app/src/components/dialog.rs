//! A dialog asks for something before it is done, in front of the page.
//!
//! Before the page has come to life, or without JavaScript, the link that opens it makes it the page's target, and the
//! style sheet shows it.

use super::form::FormState;
use crate::{
    browser::{document, window},
    reactive::*,
    view::{NodeRef, Part, a, dialog, h2},
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlDialogElement, HtmlElement, HtmlFormElement};

/// A link that opens a dialog, and the dialog, which holds a form.
pub(crate) struct Dialog {
    pub(crate) form: FormState,
    pub(crate) id: &'static str,
    /// What the link says.
    pub(crate) opener: &'static str,
    pub(crate) heading: &'static str,
    /// What the link says that closes it.
    pub(crate) cancel: &'static str,
    /// The address of the page without the dialog.
    pub(crate) page: &'static str,
    /// Whether it is open when the page arrives.
    pub(crate) is_open: bool,
}

impl Dialog {
    /// Both, with this in the dialog.
    pub(crate) fn around(self, content: impl Into<Part>) -> Part {
        let Self { form, id, opener, heading, cancel, page, is_open } = self;
        let node = NodeRef::new();
        let heading_id = [id, "-heading"].concat();
        effect(move |_| {
            let is_target = window().location().hash().is_ok_and(|hash| hash.strip_prefix('#') == Some(id));
            _ = node.get().filter(|_| is_open || is_target).map(|dialog| open(&dialog));
        });
        // What is under way can't be stopped by looking away.
        let stop = move || {
            if let Some(dialog) = node.get().filter(|_| !form.is_pending.get_untracked()) {
                close(&dialog, form);
            }
        };
        let link = a()
            .class("button danger")
            .attr("href", ["#", id].concat())
            .attr("rel", "external")
            .attr("aria-haspopup", "dialog")
            .on("click", move |press| {
                press.prevent_default();
                _ = node.get().map(|dialog| open(&dialog));
            })
            .child(opener);
        let dialog = dialog()
            .class("card dialog")
            .id(id)
            .attr("aria-labelledby", heading_id.clone())
            .attr("open", is_open)
            .node_ref(node)
            // Escape.
            .on("cancel", move |event| {
                event.prevent_default();
                stop();
            })
            .child(h2().id(heading_id).child(heading))
            .child(content)
            .child(a().class("button").attr("href", page).attr("rel", "external").child(cancel).on(
                "click",
                move |press| {
                    press.prevent_default();
                    stop();
                },
            ));
        (link, dialog).into()
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
