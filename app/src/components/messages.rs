//! What a form says: what it is for, until there is something more urgent to say.
//!
//! All of it stands in the same place, which is large enough for most of it, so that the page does not jump when a
//! message comes or goes.

use super::{
    alert::{Tone, alert},
    form::FormState,
};
use crate::{
    browser::{before_next_paint, document},
    error::AppError,
    reactive::*,
    view::{Element, NodeRef, Part, a, div, li, p, reactive, ul},
    visit::Site,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// After four seconds without an answer.
pub(super) const SLOW: &str = "Still waiting for the server. Your connection may be slow.";

/// The place for a form's messages; `lead` is what stands there otherwise. To be made after the form's fields.
pub(crate) fn messages(form: FormState, lead: impl Into<Part>) -> Element {
    let (site, place) = (Site::current(), NodeRef::new());
    focus_when_answered(form, place);
    let news = Memo::new(move |_| News::of(form, site));
    let has_many_fields = form.has_many_fields();
    let class = move || {
        let has_news = form.is_slow.get() || news.with(|news| !matches!(news, News::None));
        match (has_many_fields, has_news) {
            (false, false) => "messages",
            (false, true) => "messages has-news",
            (true, false) => "messages many",
            (true, true) => "messages many has-news",
        }
    };
    // Without JavaScript, the browser goes to the message by itself when the page arrives.
    let arrives_with_news = !site.hydrated.get_untracked() && news.with_untracked(|news| !matches!(news, News::None));
    let news = reactive(move || if form.is_slow.get() { ().into() } else { news.get().part() });
    let slow = reactive(move || form.is_slow.get().then_some(SLOW));
    div()
        .reactive_attr("class", class)
        .attr("tabindex", "-1")
        .attr("autofocus", arrives_with_news)
        .node_ref(place)
        .child(div().class("lead").child(lead))
        .child(news)
        .child(p().class("alert slow").attr("aria-live", "polite").child(slow))
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

    fn part(self) -> Part {
        match self {
            Self::None => ().into(),
            Self::Done(words) => alert(Tone::Success, p().child(words)).into(),
            Self::Refused(refusals) => {
                let lines: Vec<_> = refusals.into_iter().map(line).collect();
                alert(Tone::Problem, ul().class("problems").child(lines)).into()
            }
        }
    }
}

/// One thing that is wrong, with a link to where it can be put right.
fn line((error, field): (AppError, Option<&'static str>)) -> Element {
    let words = error.message();
    let Some(id) = field else { return li().child(words) };
    // The browser's own jump, but without a trace in the address once the page has come to life.
    let jump = a().attr("href", ["#", id].concat()).attr("rel", "external").on("click", move |press| {
        press.prevent_default();
        focus(id);
    });
    li().child(jump.child(words))
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    _ = element.map(|element| element.focus());
}

/// Moves the focus to the message when the server, or the form itself, has answered.
fn focus_when_answered(form: FormState, place: NodeRef) {
    effect(move |is_first| {
        form.answered.track();
        if !is_first {
            // The message is there with the next frame.
            before_next_paint(move || _ = place.get::<HtmlElement>().map(|place| place.focus()));
        }
    });
}
