//! A button that sends a form.

use crate::view::{Part, button, span};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Default)]
pub(crate) enum Weight {
    /// What most people come to the page for.
    #[default]
    Primary,
    /// Something else that can be done there.
    Plain,
    /// What is there on every page.
    Quiet,
    /// What can't be undone.
    Danger,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Plain => "button",
            Self::Quiet => "button quiet",
            Self::Danger => "button danger",
        }
    }
}

/// The button of a form. It is as wide as the longer of its two labels, so nothing moves when it is pressed. The form
/// marks the one that was pressed as busy.
pub(crate) struct SubmitButton {
    label: &'static str,
    pending: &'static str,
    unseen: Option<String>,
    weight: Weight,
    action: Option<&'static str>,
    choice: Option<(&'static str, String)>,
}

impl SubmitButton {
    /// A button with what it says, and what it says while the server is working.
    pub(crate) fn new(label: &'static str, pending: &'static str) -> Self {
        Self { label, pending, unseen: None, weight: Weight::default(), action: None, choice: None }
    }

    pub(crate) fn weight(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }

    /// What the label leaves to the eye.
    pub(crate) fn unseen(self, words: String) -> Self {
        Self { unseen: Some(words), ..self }
    }

    /// Where its form goes when it is this button that sends it; else where the form says.
    pub(crate) fn action(self, path: &'static str) -> Self {
        Self { action: Some(path), ..self }
    }

    /// What it is for, where the form has several: a name and a value.
    pub(crate) fn choice(self, name: &'static str, value: String) -> Self {
        Self { choice: Some((name, value)), ..self }
    }
}

impl From<SubmitButton> for Part {
    fn from(it: SubmitButton) -> Self {
        let (name, value) = it.choice.unzip();
        let unseen = it.unseen.map(|words| span().class("unseen").child((" ", words)));
        button()
            .class(it.weight.class())
            .attr("type", "submit")
            .attr("formaction", it.action)
            .attr("name", name)
            .attr("value", value)
            .child(span().class("idle").child((it.label, unseen)))
            .child(span().class("busy").child(it.pending))
            .into()
    }
}
