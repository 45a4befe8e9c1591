//! An alert says what just happened.

use leptos::prelude::*;

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
#[component]
pub(crate) fn Alert(tone: Tone, children: Children) -> impl IntoView {
    view! { <div class=tone.class() role=tone.role()>{children()}</div> }
}
