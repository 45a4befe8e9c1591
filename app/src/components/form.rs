//! A form sends its fields to a server function. It is a native form first: without JavaScript, or before it has
//! arrived, the browser posts it to the same address and the server answers with a redirect.
//!
//! The framework's own forms are generic over the server function, and so is all they are made of, which the browser
//! would load once for each form. These are the same code for every form: an address, fields, and a
//! [`Next`](crate::visit::Next).

mod rule;
mod send;
mod state;

pub(crate) use rule::Rule;
pub(crate) use state::{FieldState, FormState};

use super::messages::messages;
use crate::{
    view::{Element, Part, form},
    visit::{FormId, Site},
};
use wasm_bindgen::JsCast;
use web_sys::SubmitEvent;

/// The bare form. It does the first thing that its state can do, unless a button says otherwise.
pub(crate) fn post(state: FormState, content: impl Into<Part>) -> Element {
    let site = Site::current();
    form()
        .attr("method", "post")
        .attr("action", state.ids.first().copied().map(FormId::path))
        .attr("novalidate", true)
        .on("submit", move |event| {
            event.prevent_default();
            if let Some(form) = event.target().and_then(|target| target.dyn_into().ok()) {
                // The button that was pressed may say what it is for.
                let button = event.dyn_ref().and_then(SubmitEvent::submitter);
                state.send(site, (form, button.and_then(|button| button.dyn_into().ok())));
            }
        })
        .child(content)
}

/// A form with fields: what it is for or has to say, the fields, and the buttons. What Enter does must come first among
/// those.
///
/// The fields are made before it is, and so before the messages, which link to them.
pub(crate) fn account_form(
    state: FormState,
    lead: impl Into<Part>,
    fields: impl Into<Part>,
    buttons: impl Into<Part>,
) -> Element {
    post(state, (messages(state, lead), fields, buttons)).class("form")
}
