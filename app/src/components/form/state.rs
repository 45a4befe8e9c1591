//! The life of one form on one page: what it waits for, and what is wrong with it.

use super::Rule;
use crate::{
    error::{AppError, Field},
    reactive::*,
    visit::{FormId, Site},
};

/// The state of one form, or of several that do the same thing and speak in one place. Cheap to copy: copies share it.
#[derive(Clone, Copy)]
pub(crate) struct FormState {
    /// What it can do. The first is what it does unless its markup says otherwise.
    pub(crate) ids: &'static [FormId],
    /// Whether the server is working on it.
    pub(crate) is_pending: RwSignal<bool>,
    /// Whether it has been for so long that people wonder.
    pub(crate) is_slow: RwSignal<bool>,
    /// Notified when it is sent.
    pub(crate) sent: Trigger,
    /// Notified when a try to send it has come to its end on this page, good or bad.
    pub(crate) answered: Trigger,
    problems: RwSignal<Vec<Problem>>,
    pub(super) fields: StoredValue<Vec<FieldState>>,
    refused: RwSignal<Vec<FormId>>,
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
    pub(crate) fn new(ids: &'static [FormId]) -> Self {
        let site = Site::current();
        let flash = site.flash.get_untracked().map(|flash| flash.message);
        let refusal = flash.filter(|message| message.is_for(ids)).and_then(|message| message.refusal());
        let problems = refusal.map(|error| Problem { error, was_sent: true });
        Self {
            ids,
            is_pending: RwSignal::new(false),
            is_slow: RwSignal::new(false),
            sent: Trigger::new(),
            answered: Trigger::new(),
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

    /// Whether there may be more than two things to say at once.
    pub(crate) fn has_many_fields(self) -> bool {
        self.fields.with_value(|fields| fields.len() > 2)
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
        let Some(id) = self.ids.first().copied() else { return };
        let (is_refused, is_said) = (is_refused == Some(true), self.refused.read_untracked().contains(&id));
        match (is_refused, is_said) {
            (true, false) => self.refused.update(|refused| refused.push(id)),
            (false, true) => self.refused.update(|refused| refused.retain(|refused| *refused != id)),
            _ => {}
        }
    }
}

impl FieldState {
    /// What to do differently, while something is wrong.
    pub(crate) fn error(self) -> Option<String> {
        self.problem().map(|problem| problem.error.message())
    }

    /// Whether that is news to the person: when the form was sent like this, the form itself says it.
    pub(crate) fn is_news(self) -> bool {
        self.problem().is_none_or(|problem| !problem.was_sent)
    }

    /// What is wrong with this content.
    pub(super) fn check(self, typed: &str) -> Option<AppError> {
        self.rule.check(typed)
    }

    /// The person has left the field: time to say what is wrong with it. Who only passes through is left alone.
    pub(crate) fn left(self, typed: &str) {
        if typed.is_empty() {
            return;
        }
        let found = self.check(typed);
        let is_said = self.form.problems.with_untracked(|problems| problems.iter().any(|it| Some(it.error) == found));
        if let Some(error) = found.filter(|_| !is_said) {
            self.keep_problems(|_| false);
            self.form.problems.update(|problems| problems.push(Problem { error, was_sent: false }));
        }
    }

    /// The content has changed: what is right again, wrong for another reason, or for the server to judge anew, is not
    /// called wrong for this one any more.
    pub(crate) fn changed(self, typed: &str) {
        let found = self.check(typed);
        self.keep_problems(|problem| Some(problem.error) == found);
    }

    /// Notified when the form that it belongs to is sent.
    pub(crate) fn sent(self) -> Trigger {
        self.form.sent
    }

    fn keep_problems(self, keep: impl Fn(Problem) -> bool) {
        let is_over = |problem: &Problem| self.owns(*problem) && !keep(*problem);
        if self.form.problems.with_untracked(|problems| problems.iter().any(is_over)) {
            self.form.problems.update(|problems| problems.retain(|problem| !is_over(problem)));
            self.form.tell_title();
        }
    }

    fn problem(self) -> Option<Problem> {
        self.form.problems.with(|problems| problems.iter().find(|problem| self.owns(**problem)).copied())
    }

    fn owns(self, problem: Problem) -> bool {
        problem.error.is_about(self.field)
    }
}
