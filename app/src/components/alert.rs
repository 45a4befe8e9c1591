//! An alert says what just happened.

use crate::view::{Element, Part, div};

/// What an alert is about.
#[derive(Clone, Copy)]
pub(crate) enum Tone {
    Success,
    Problem,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Success => "alert success",
            Self::Problem => "alert problem",
        }
    }

    fn role(self) -> &'static str {
        match self {
            Self::Success => "status",
            Self::Problem => "alert",
        }
    }
}

/// A box with a message in it.
pub(crate) fn alert(tone: Tone, message: impl Into<Part>) -> Element {
    div().class(tone.class()).attr("role", tone.role()).child(message)
}
