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
#[component]
pub(crate) fn SubmitButton(
    label: &'static str,
    /// What the label leaves to the eye.
    #[prop(into, optional)]
    unseen: Option<String>,
    /// What it says while the server is working.
    pending: &'static str,
    #[prop(optional)] weight: Weight,
    /// Where its form goes when it is this button that sends it; else where the form says.
    #[prop(optional)]
    action: Option<&'static str>,
    /// What it is for, where the form has several: a name and a value.
    #[prop(optional)]
    choice: Option<(&'static str, String)>,
) -> impl IntoView {
    let (name, value) = choice.unzip();
    let unseen = unseen.map(|unseen| view! { <span class="unseen">" " {unseen}</span> });
    view! {
        <button class=weight.class() type="submit" formaction=action name=name value=value>
            <span class="idle">{label} {unseen}</span>
            <span class="busy">{pending}</span>
        </button>
    }
}
