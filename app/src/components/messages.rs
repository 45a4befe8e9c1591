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

/// After four seconds without an answer.
pub(super) const SLOW: &str = "Still waiting for the server. Your connection may be slow.";

/// The place for a form's messages; `lead` is what stands there otherwise. To be made after the form's fields.
#[component]
pub(crate) fn Messages(form: FormState, #[prop(into)] lead: ViewFn) -> impl IntoView {
    let (site, place) = (Site::current(), NodeRef::<html::Div>::new());
    focus_when_answered(form, place);
    let news = Memo::new(move |_| News::of(form, site));
    let has_news = move || form.is_slow.get() || news.with(|news| !matches!(news, News::None));
    // Without JavaScript, the browser goes to the message by itself when the page arrives.
    let arrives_with_news = !site.hydrated.get_untracked() && news.with_untracked(|news| !matches!(news, News::None));
    view! {
        <div
            class=if form.has_many_fields() { "messages many" } else { "messages" }
            class:has-news=has_news
            tabindex="-1"
            autofocus=arrives_with_news
            node_ref=place
        >
            <div class="lead">{lead.run()}</div>
            {move || if form.is_slow.get() { None } else { news.get().view() }}
            <p class="alert slow" aria-live="polite">{move || form.is_slow.get().then_some(SLOW)}</p>
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
    fn of(form: FormState, site: Site) -> Self {
        let refusals = form.refusals();
        if !refusals.is_empty() {
            return Self::Refused(refusals);
        }
        let flash = site.flash.get().filter(|flash| flash.message.is_for(form.ids));
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
