//! A page is a heading, a title and what stands below them.

use crate::{
    components::alert::{Alert, Tone},
    error::AppError,
    visit::{Message, Site},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The frame of a page with one job. The heading is also the title, which says "Error:" first after a refusal.
#[component]
pub(crate) fn Page(
    heading: &'static str,
    /// Why the page's form was refused, where it has one.
    #[prop(into, optional)]
    error: Signal<Option<AppError>>,
    children: Children,
) -> impl IntoView {
    // Only constants reach the title: leptos_meta writes it to the page as it is.
    // On the server, leptos_meta asks for it once more when the page is whole and what it was made of may be gone.
    let at_first = error.get_untracked();
    let title = move || match error.try_get().unwrap_or(at_first) {
        Some(_) => format!("Error: {heading} · Bienvenue"),
        None => format!("{heading} · Bienvenue"),
    };
    view! {
        <Title text=title/>
        <article class="card">
            <h1 tabindex="-1">{heading}</h1>
            <Notice/>
            {children()}
        </article>
    }
}

/// What the form before has done.
#[component]
pub(crate) fn Notice() -> impl IntoView {
    let flash = Site::current().flash;
    let message = Signal::derive(move || {
        let flash = flash.get()?;
        match flash.message {
            Message::Registered => Some("Your account is ready. Sign in to use it.".to_owned()),
            Message::ResetMailSent => {
                Some(format!("We have sent a mail to {}. Follow its link, or enter its code here.", flash.email))
            }
            Message::PasswordChanged => Some(format!(
                "The new password of {} is set, and all sessions have ended. Sign in with it.",
                flash.email
            )),
            Message::SessionEnded => Some("That session has ended.".to_owned()),
            Message::OtherSessionsEnded => Some("All other sessions have ended.".to_owned()),
            Message::PasswordConfirmed => Some("Thank you. You can go on now.".to_owned()),
            Message::PasswordReplaced => {
                Some("Your new password is set, and all other sessions have ended.".to_owned())
            }
            Message::AccountDeleted => {
                Some("Your account is gone, with everything that was stored about you. Good-bye!".to_owned())
            }
            Message::Refused(..) => None,
        }
    });
    view! { <Alert tone=Tone::Success message=message/> }
}
