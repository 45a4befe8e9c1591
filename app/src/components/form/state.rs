//! The life of one form on one page: what it waits for, and what is wrong with it.

use super::Rule;
use crate::{
    error::{AppError, Field},
    visit::{FormId, Site},
};
use leptos::prelude::*;

/// The state of one form. Cheap to copy: copies share it.
#[derive(Clone, Copy)]
pub(crate) struct FormState {
    pub(crate) id: FormId,
    /// Whether the server is working on it.
    pub(crate) is_pending: RwSignal<bool>,
    /// Whether it has been for so long that people wonder.
    pub(crate) is_slow: RwSignal<bool>,
    /// Notified when a try to send it has come to its end, good or bad.
    pub(crate) answered: Trigger,
    /// Notified when it is sent.
    pub(crate) sent: Trigger,
    problems: RwSignal<Vec<Problem>>,
    pub(super) fields: StoredValue<Vec<FieldState>>,
    refused: RwSignal<Option<FormId>>,
}

/// One of a form's fields.
#[derive(Clone, Copy)]
pub(crate) struct FieldState {
    pub(crate) id: &'static str,
    pub(crate) field: Field,
    rule: Rule,
    form: FormState,
}

/// Something that is wrong.
#[derive(Clone, Copy, PartialEq)]
struct Problem {
    error: AppError,
    /// Whether the form was sent like this, so that it was refused; else the person has only left the field.
    was_sent: bool,
}

impl FormState {
    /// The state of a form that is about to be shown, with what an earlier try left behind.
    pub(crate) fn new(id: FormId) -> Self {
        let site = Site::current();
        let flash = site.flash.get_untracked().map(|flash| flash.message);
        let refusal = flash.filter(|message| message.form() == Some(id)).and_then(|message| message.refusal());
        let problems = refusal.map(|error| Problem { error, was_sent: true });
        Self {
            id,
            is_pending: RwSignal::new(false),
            is_slow: RwSignal::new(false),
            answered: Trigger::new(),
            sent: Trigger::new(),
            problems: RwSignal::new(problems.into_iter().collect()),
            fields: StoredValue::default(),
            refused: site.refused,
        }
    }

    /// Adds a field to the form. The `id` is its id in the page.
    pub(crate) fn field(self, field: Field, id: &'static str, rule: Rule) -> FieldState {
        let state = FieldState { id, field, rule, form: self };
        self.fields.update_value(|fields| fields.push(state));
        state
    }

    /// Why the form was refused, each reason with the id of the field that it is about.
    pub(crate) fn refusals(&self) -> Vec<(AppError, Option<&'static str>)> {
        let problems = self.problems.get();
        let fields = self.fields.get_value();
        let id_of = |error: AppError| fields.iter().find(|field| error.is_about(field.field)).map(|field| field.id);
        problems
            .iter()
            .filter(|problem| problem.was_sent)
            .map(|problem| (problem.error, id_of(problem.error)))
            .collect()
    }

    /// Remembers why the form was refused; for nothing, when it was not.
    pub(crate) fn set_refusals(self, errors: &[AppError]) {
        let problems = errors.iter().map(|error| Problem { error: *error, was_sent: true }).collect();
        // The page may have been left meanwhile, and its signals with it.
        _ = self.problems.try_set(problems);
        self.tell_title();
    }

    /// The page's title says whether something is wrong with what was sent.
    fn tell_title(self) {
        let is_refused = self.problems.try_with_untracked(|problems| problems.iter().any(|problem| problem.was_sent));
        match is_refused {
            Some(true) => self.refused.set(Some(self.id)),
            Some(false) if self.refused.get_untracked() == Some(self.id) => self.refused.set(None),
            _ => {}
        }
    }
}

impl FieldState {
    /// What to do differently, while something is wrong.
    pub(crate) fn error(self) -> Signal<Option<String>> {
        let about = move |problem: &&Problem| problem.error.is_about(self.field);
        Signal::derive(move || {
            self.form.problems.with(|problems| problems.iter().find(about).map(|problem| problem.error.message()))
        })
    }

    /// What is wrong with this content.
    pub(super) fn check(self, typed: &str) -> Option<AppError> {
        self.rule.check(typed)
    }

    /// The person has left the field: time to say what is wrong with it. Who only passes through is left alone.
    pub(crate) fn left(self, typed: &str) {
        let is_wrong = self.form.problems.with_untracked(|problems| problems.iter().any(|problem| self.owns(*problem)));
        if let Some(error) = self.check(typed).filter(|_| !is_wrong && !typed.is_empty()) {
            self.form.problems.update(|problems| problems.push(Problem { error, was_sent: false }));
        }
    }

    /// The content has changed: what is right again, or is for the server to judge anew, is not called wrong any more.
    pub(crate) fn changed(self, typed: &str) {
        let is_wrong = self.form.problems.with_untracked(|problems| problems.iter().any(|problem| self.owns(*problem)));
        if is_wrong && self.check(typed).is_none() {
            self.form.problems.update(|problems| problems.retain(|problem| !self.owns(*problem)));
            self.form.tell_title();
        }
    }

    /// Whether the form it belongs to is being sent.
    pub(crate) fn sent(self) -> Trigger {
        self.form.sent
    }

    fn owns(self, problem: Problem) -> bool {
        problem.error.is_about(self.field)
    }
}
