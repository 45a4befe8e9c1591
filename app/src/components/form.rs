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

use super::{
    button::{SubmitButton, Weight},
    messages::Messages,
};
use crate::visit::{FormId, Site};
use leptos::{ev::SubmitEvent, prelude::*, wasm_bindgen::JsCast};
use leptos_router::hooks::use_navigate;

/// The bare form.
#[component]
pub(crate) fn Post(
    state: FormState,
    /// What it does; else the first thing that its state can do.
    #[prop(optional)]
    id: Option<FormId>,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let path = id.or(state.ids.first().copied()).map(FormId::path);
    let (navigate, site) = (use_navigate(), Site::current());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(form) = event.target().and_then(|target| target.dyn_into().ok()) {
            // The button that was pressed may say what it is for.
            let button = event.submitter().and_then(|button| button.dyn_into().ok());
            state.send(site, (form, button), navigate.clone());
        }
    };
    view! {
        <form class=class method="post" action=path novalidate on:submit=send>{children()}</form>
    }
}

/// A form with fields: what it is for or has to say, the fields, and the button.
#[component]
pub(crate) fn AccountForm(
    state: FormState,
    /// What it is for.
    #[prop(into)]
    lead: ViewFn,
    /// What the button says.
    submit: &'static str,
    /// What it says while the server is working.
    pending: &'static str,
    #[prop(optional)] weight: Weight,
    /// What else can be done with it, behind the button: what Enter does must come first.
    #[prop(into, optional)]
    also: ViewFn,
    children: Children,
) -> impl IntoView {
    // Before the messages, which link to them.
    let fields = children();
    view! {
        <Post state=state class="form">
            <Messages form=state lead=lead/>
            {fields}
            <SubmitButton label=submit pending=pending weight=weight/>
            {also.run()}
        </Post>
    }
}
