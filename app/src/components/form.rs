//! A form sends its fields to a server function. It is a native form first: without JavaScript, or before it has
//! arrived, the browser posts it to the same address and the server answers with a redirect.

use crate::{
    components::alert::{Alert, Tone},
    error::{AppError, Field},
    visit::{FormId, Message, Next, Site},
};
use leptos::{
    ev::SubmitEvent,
    form::ActionForm,
    prelude::*,
    server_fn::{Http, ServerFn, client::Client, codec::PostUrl, request::ClientReq},
    web_sys::FormData,
};
use leptos_router::hooks::use_navigate;
use serde::de::DeserializeOwned;

/// The life of one form on one page.
pub(crate) struct FormState<F: Send + Sync + 'static>
where
    F: ServerFn<Output = Next, Error = AppError>,
{
    pub(crate) action: ServerAction<F>,
    /// Why the last try was refused.
    pub(crate) error: Signal<Option<AppError>>,
    /// The address that was typed before, on this page or the one before it.
    pub(crate) email: String,
}

impl<F> FormState<F>
where
    F: ServerFn<Output = Next, Error = AppError> + Clone + Send + Sync + 'static,
    F::Client: Client<AppError>,
{
    /// The state of a form that is about to be shown, with what an earlier try left behind.
    pub(crate) fn new(id: FormId) -> Self {
        let site = Site::current();
        let action = ServerAction::<F>::new();
        // The framework would show an error from the page's address, where a stranger could have put it.
        action.clear();
        let flash = site.flash.get_untracked();
        let email = flash.as_ref().map(|flash| flash.email.clone()).unwrap_or_default();
        let refused = match flash.map(|flash| flash.message) {
            Some(Message::Refused(form, error)) if form == id => Some(error),
            _ => None,
        };
        let value = action.value();
        let error = Signal::derive(move || match value.get() {
            None => refused,
            Some(answer) => answer.err(),
        });
        let navigate = use_navigate();
        Effect::new(move |_| {
            match value.get() {
                Some(Ok(next)) => site.follow(next, &navigate),
                // Where one has to be signed in, the server sends who is not to sign in.
                Some(Err(AppError::SignedOut)) => _ = window().location().reload(),
                // What the form before has done is no news beside a refusal.
                Some(Err(_)) => site.flash.set(None),
                None => {}
            }
        });
        Self { action, error, email }
    }

    /// What is wrong with the form as a whole.
    pub(crate) fn general_error(&self) -> Signal<Option<String>> {
        let error = self.error;
        Signal::derive(move || error.get().filter(|error| error.field().is_none()).map(AppError::message))
    }

    /// What is wrong with this field.
    pub(crate) fn error_of(&self, field: Field) -> Signal<Option<String>> {
        let error = self.error;
        Signal::derive(move || error.get().filter(|error| error.field() == Some(field)).map(AppError::message))
    }
}

/// Tells the fields of a form that it is being sent.
#[derive(Clone, Copy)]
pub(crate) struct Submissions(pub(crate) Trigger);

/// The form itself: its fields, a message about the whole of it, and the button.
#[component]
pub(crate) fn AccountForm<F, Out>(
    state: FormState<F>,
    /// What the button says.
    submit: &'static str,
    /// What it says while the server is working.
    pending: &'static str,
    /// Whether it does what can't be undone.
    #[prop(optional)]
    danger: bool,
    children: Children,
) -> impl IntoView
where
    F: ServerFn<Output = Next, Error = AppError, Protocol = Http<PostUrl, Out>>
        + DeserializeOwned
        + Clone
        + Send
        + Sync
        + 'static,
    F::Client: Client<AppError>,
    <<F::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
{
    let (action, general) = (state.action, state.general_error());
    let is_pending = action.pending();
    let submissions = Trigger::new();
    provide_context(Submissions(submissions));
    // A second press while the server is working on the first would do everything twice.
    let ignore_while_pending = move |press: SubmitEvent| {
        if is_pending.get_untracked() {
            press.prevent_default();
        }
        submissions.notify();
    };
    view! {
        <ActionForm action=action attr:class="form" attr:novalidate=true on:submit:capture=ignore_while_pending>
            <Alert tone=Tone::Problem message=general/>
            {children()}
            <button class=if danger { "button danger" } else { "button primary" } type="submit" aria-busy=move || is_pending.get().then_some("true")>
                {move || if is_pending.get() { pending } else { submit }}
            </button>
        </ActionForm>
    }
}
