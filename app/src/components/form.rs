//! A form sends its fields to a server function. It is a native form first: without JavaScript, or before it has
//! arrived, the browser posts it to the same address and the server answers with a redirect.
//!
//! The framework's own forms are generic over the server function, and so is all they are made of, which the browser
//! would load once for each form. These are the same code for every form: an address, fields, and a [`Next`].

use crate::{
    components::alert::{Alert, Tone},
    error::{AppError, Field},
    post::post,
    visit::{FormId, Message, Next, Site},
};
use leptos::{
    ev::SubmitEvent,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{FormData, HtmlButtonElement, HtmlFormElement, HtmlInputElement, UrlSearchParams},
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The life of one form on one page.
#[derive(Clone)]
pub(crate) struct FormState {
    id: FormId,
    /// Whether the server is working on it.
    pending: RwSignal<bool>,
    /// Why the last try was refused.
    pub(crate) error: RwSignal<Option<AppError>>,
    /// The address that was typed before, on this page or the one before it.
    pub(crate) email: String,
}

impl FormState {
    /// The state of a form that is about to be shown, with what an earlier try left behind.
    pub(crate) fn new(id: FormId) -> Self {
        let flash = Site::current().flash.get_untracked();
        let email = flash.as_ref().map(|flash| flash.email.clone()).unwrap_or_default();
        let refused = match flash.map(|flash| flash.message) {
            Some(Message::Refused(form, error)) if form == id => Some(error),
            _ => None,
        };
        Self { id, pending: RwSignal::new(false), error: RwSignal::new(refused), email }
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

    /// Sends what the form holds, unless the last time is not over: a second press would do everything twice.
    fn send(
        &self,
        site: Site,
        (form, button): (HtmlFormElement, Option<HtmlButtonElement>),
        navigate: impl Fn(&str, NavigateOptions) + 'static,
    ) {
        let (path, pending, error) = (self.id.path(), self.pending, self.error);
        let fields =
            FormData::new_with_form(&form).and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&data));
        let Ok(fields) = fields else { return };
        if let Some(button) = button.filter(|button| !button.name().is_empty()) {
            fields.append(&button.name(), &button.value());
        }
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let answer = post::<Next>(path, Some(&fields)).await;
            // The page may have been left meanwhile, and its signals with it.
            _ = pending.try_set(false);
            match answer {
                Ok(next) => {
                    // On a page that stays, nothing that was used does.
                    form.reset();
                    _ = error.try_set(None);
                    site.follow(next, &navigate);
                }
                // Where one has to be signed in, the server sends who is not to sign in.
                Err(AppError::SignedOut) => _ = window().location().reload(),
                Err(refused) => {
                    if !matches!(refused, AppError::Unreachable | AppError::Unavailable) {
                        forget_passwords(&form);
                    }
                    _ = error.try_set(Some(refused));
                    // What the form before has done is no news beside a refusal.
                    site.flash.set(None);
                }
            }
        });
    }
}

/// Everything else that was typed stays. (Who only has to try again need not type a password twice.)
fn forget_passwords(form: &HtmlFormElement) {
    let Ok(fields) = form.query_selector_all("input[autocomplete$=password]") else { return };
    let fields = (0..fields.length()).filter_map(|index| fields.get(index)?.dyn_into::<HtmlInputElement>().ok());
    fields.for_each(|field| field.set_value(""));
}

/// Tells the fields of a form that it is being sent.
#[derive(Clone, Copy)]
pub(crate) struct Submissions(pub(crate) Trigger);

/// The bare form.
#[component]
pub(crate) fn Post(state: FormState, #[prop(optional)] class: &'static str, children: Children) -> impl IntoView {
    let (navigate, site, submissions) = (use_navigate(), Site::current(), Trigger::new());
    provide_context(Submissions(submissions));
    let action = state.id.path();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        submissions.notify();
        if let Some(form) = event.target().and_then(|target| target.dyn_into().ok()) {
            // The button that was pressed may say what it is for.
            let button = event.submitter().and_then(|button| button.dyn_into().ok());
            state.send(site, (form, button), navigate.clone());
        }
    };
    view! {
        <form class=class method="post" action=action novalidate on:submit=send>{children()}</form>
    }
}

/// A form with fields: a message about the whole of it, the fields, and the button.
#[component]
pub(crate) fn AccountForm(
    state: FormState,
    /// What the button says.
    submit: &'static str,
    /// What it says while the server is working.
    pending: &'static str,
    /// Whether it does what can't be undone.
    #[prop(optional)]
    danger: bool,
    children: Children,
) -> impl IntoView {
    let (general, is_pending) = (state.general_error(), state.pending);
    view! {
        <Post state=state class="form">
            <Alert tone=Tone::Problem message=general/>
            {children()}
            <button
                class=if danger { "button danger" } else { "button primary" }
                type="submit"
                aria-busy=move || is_pending.get().then_some("true")
            >
                {move || if is_pending.get() { pending } else { submit }}
            </button>
        </Post>
    }
}
