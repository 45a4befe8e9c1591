//! A button that sends a form.

use leptos::prelude::*;

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Default)]
pub(crate) enum Weight {
    /// What most people come to the page for.
    #[default]
    Primary,
    /// Something else that can be done there.
    Plain,
    /// What can't be undone.
    Danger,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Plain => "button",
            Self::Danger => "button danger",
        }
    }
}

/// The button of a form. It is as wide as the longer of its two labels, so nothing moves when it is pressed.
#[component]
pub(crate) fn SubmitButton(
    label: &'static str,
    /// What it says while the server is working.
    pending: &'static str,
    #[prop(optional)] weight: Weight,
    is_pending: RwSignal<bool>,
    /// Where its form goes when it is this button that sends it; else where the form says.
    #[prop(optional)]
    action: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button
            class=weight.class()
            type="submit"
            formaction=action
            aria-busy=move || is_pending.get().then_some("true")
        >
            <span class="idle">{label}</span>
            <span class="busy">{pending}</span>
        </button>
    }
}
