//! What a form says: what it is for, until there is something more urgent to say.
//!
//! All of it stands in the same place, which is large enough for most of it, so that the page does not jump when a
//! message comes or goes.

use super::{
    alert::{Alert, Tone},
    form::FormState,
};
use crate::{error::AppError, visit::Site};
use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

const SLOW: &str = "Still waiting for the server. Your connection may be slow.";

/// The place for the messages of these forms; `lead` is what stands there otherwise.
#[component]
pub(crate) fn Messages(
    /// The forms whose messages are shown here.
    #[prop(into)]
    forms: Vec<FormState>,
    #[prop(into)] lead: ViewFn,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    for form in &forms {
        focus_when_answered(*form, place);
    }
    let (shown, waiting) = (forms.clone(), forms);
    let is_slow = move || waiting.iter().any(|form| form.is_slow.get());
    let news = Memo::new(move |_| News::of(&shown));
    // Without JavaScript, the browser goes to the message by itself when the page arrives.
    let arrives_with_news =
        !Site::current().hydrated.get_untracked() && news.with_untracked(|news| !matches!(news, News::None));
    let has_news = {
        let is_slow = is_slow.clone();
        move || is_slow() || news.with(|news| !matches!(news, News::None))
    };
    view! {
        <div class="messages" class:has-news=has_news tabindex="-1" autofocus=arrives_with_news node_ref=place>
            <div class="lead">{lead.run()}</div>
            {move || news.get().view()}
            <p class="alert slow" aria-live="polite">{move || is_slow().then_some(SLOW)}</p>
        </div>
    }
}

/// What there is to say.
#[derive(Clone, PartialEq)]
enum News {
    None,
    /// What a form has done.
    Done(String),
    /// What is wrong, and the field where it can be put right.
    Refused(Vec<(AppError, Option<&'static str>)>),
}

impl News {
    fn of(forms: &[FormState]) -> Self {
        let refused: Vec<_> = forms.iter().flat_map(FormState::refusals).collect();
        if !refused.is_empty() {
            return Self::Refused(refused);
        }
        let flash = Site::current().flash.get();
        let flash = flash.filter(|flash| forms.iter().any(|form| flash.message.form() == Some(form.id)));
        flash.and_then(|flash| flash.words()).map_or(Self::None, Self::Done)
    }

    fn view(self) -> Option<AnyView> {
        match self {
            Self::None => None,
            Self::Done(words) => Some(view! { <Alert tone=Tone::Success><p>{words}</p></Alert> }.into_any()),
            Self::Refused(refusals) => {
                let lines = refusals.into_iter().map(line).collect_view();
                Some(view! { <Alert tone=Tone::Problem><ul class="problems">{lines}</ul></Alert> }.into_any())
            }
        }
    }
}

/// One thing that is wrong, with a link to where it can be put right.
fn line((error, field): (AppError, Option<&'static str>)) -> AnyView {
    let words = error.message();
    match field {
        None => view! { <li>{words}</li> }.into_any(),
        Some(id) => view! {
            // The browser's own jump, but without a trace in the address once the page has come to life.
            <li><a href=format!("#{id}") rel="external" on:click=move |press| {
                press.prevent_default();
                focus(id);
            }>{words}</a></li>
        }
        .into_any(),
    }
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    _ = element.map(|element| element.focus());
}

/// Moves the focus to the message when the server, or the form itself, has answered.
fn focus_when_answered(form: FormState, place: NodeRef<html::Div>) {
    Effect::new(move |before: Option<()>| {
        form.answered.track();
        if before.is_some() {
            // The message is there with the next frame.
            request_animation_frame(move || _ = place.get_untracked().map(|place| place.focus()));
        }
    });
}
