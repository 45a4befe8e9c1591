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

/// A message above a form, while there is one.
#[component]
pub(crate) fn Alert(tone: Tone, #[prop(into)] message: Signal<Option<String>>) -> impl IntoView {
    move || {
        message.get().map(|message| {
            view! { <p class=tone.class() role=tone.role()>{message}</p> }
        })
    }
}
