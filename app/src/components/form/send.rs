//! Sending a form from a page that has come to life.

use super::FormState;
use crate::{
    browser::{Timer, window},
    error::AppError,
    post::post,
    reactive::*,
    visit::{Next, Site},
};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlButtonElement, HtmlFormElement, HtmlInputElement, UrlSearchParams};

/// After so many milliseconds without an answer people wonder whether their press was seen (Nielsen's limit of attention is
/// 10 s).
const SLOW_AFTER: i32 = 4_000;

const PASSWORDS: &str = "input[autocomplete$=password]";
const USED_UP: &str = "input[autocomplete$=password], input[autocomplete=one-time-code]";

impl FormState {
    /// Sends what the form holds, unless that is wrong at first sight, or the last time is not over: a second press
    /// would do everything twice.
    pub(super) fn send(self, site: Site, (form, button): (HtmlFormElement, Option<HtmlButtonElement>)) {
        let fields =
            FormData::new_with_form(&form).and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&data));
        let Ok(fields) = fields else { return };
        if let Some(button) = button.as_ref().filter(|button| !button.name().is_empty()) {
            fields.append(&button.name(), &button.value());
        }
        if self.is_pending.get_untracked() {
            return;
        }
        // What an earlier form has done is no news any more.
        site.flash.set(None);
        // A button that leads elsewhere does so whatever the other fields hold.
        let elsewhere = button.as_ref().and_then(|button| button.get_attribute("formaction"));
        let wrong = if elsewhere.is_none() { self.check(&fields) } else { Vec::new() };
        self.set_refusals(&wrong);
        if !wrong.is_empty() {
            self.answered.notify();
            return;
        }
        let Some(path) = elsewhere.or_else(|| form.get_attribute("action")) else { return };
        self.sent.notify();
        let waiting = self.wait(button);
        spawn(async move {
            let answer = post::<Next>(&path, Some(&fields)).await;
            self.stop_waiting(waiting);
            match answer {
                Ok(next) => {
                    // On a page that stays, nothing that was used up does.
                    forget(&form, USED_UP);
                    if site.follow(next) {
                        self.answered.notify();
                    }
                }
                // Where one has to be signed in, the server sends who is not to sign in.
                Err(AppError::SignedOut) => _ = window().location().reload(),
                Err(refused) => {
                    if refused == AppError::NotConfirmed {
                        // It was given longer ago than the page knows.
                        site.account.update(|account| account.iter_mut().for_each(|account| account.confirmed = false));
                    }
                    // Who only has to try again need not type a password twice.
                    if !matches!(refused, AppError::Unreachable | AppError::Unavailable) {
                        forget(&form, PASSWORDS);
                    }
                    self.set_refusals(&[refused]);
                    self.answered.notify();
                }
            }
        });
    }

    /// What is wrong with the fields at first sight.
    fn check(self, typed: &UrlSearchParams) -> Vec<AppError> {
        let check = |fields: &Vec<super::FieldState>| {
            let typed = |field: &super::FieldState| typed.get(field.field.name()).unwrap_or_default();
            fields.iter().filter_map(|field| field.check(&typed(field))).collect()
        };
        self.fields.with_value(check)
    }

    fn wait(self, button: Option<HtmlButtonElement>) -> Waiting {
        self.is_pending.set(true);
        _ = button.as_ref().map(|button| button.set_attribute("aria-busy", "true"));
        let slow = Timer::after(SLOW_AFTER, move || _ = self.is_slow.try_set(true));
        Waiting { button, slow }
    }

    /// The page may have been left meanwhile, and its signals with it.
    fn stop_waiting(self, Waiting { button, slow }: Waiting) {
        _ = slow.map(Timer::stop);
        _ = button.map(|button| button.remove_attribute("aria-busy"));
        _ = self.is_slow.try_set(false);
        _ = self.is_pending.try_set(false);
    }
}

/// What shows that a form is waiting for the server.
struct Waiting {
    button: Option<HtmlButtonElement>,
    slow: Option<Timer>,
}

/// Empties these fields. Everything else that was typed stays.
fn forget(form: &HtmlFormElement, fields: &str) {
    let Ok(fields) = form.query_selector_all(fields) else { return };
    let fields = (0..fields.length()).filter_map(|index| fields.get(index)?.dyn_into::<HtmlInputElement>().ok());
    fields.for_each(|field| field.set_value(""));
}
