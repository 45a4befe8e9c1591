//! The mailbox page: the mails that development kept instead of sending them.

use super::{
    Context,
    shell::{failure, plain_document},
};
use crate::{components::empty::Empty, error::AppError};
use auth::ReceivedMail;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;

/// The page's words.
mod words {
    pub(super) const TITLE: &str = "Mailbox · Bienvenue";
    pub(super) const HEADING: &str = "Mailbox";
    pub(super) const LEAD: &str = "Development sends no mail. What would have gone out is kept here, newest first.";
    pub(super) const EMPTY: &str = "No mail yet. Ask for a new password, and its mail will be here.";
    pub(super) const TO: &str = "To";
    pub(super) const DATE: &str = "Date";
}

/// Lists the mails, newest first, each whole and with its links clickable.
pub async fn mailbox(State(context): State<Context>) -> Response {
    let mails = match context.auth.mailbox().await {
        Ok(mails) => mails,
        Err(error) => {
            tracing::error!(%error, "the mailbox could not be read");
            return failure(&context.assets, AppError::Internal);
        }
    };
    plain_document(&context.assets, words::TITLE, list(mails)).into_response()
}

fn list(mails: Vec<ReceivedMail>) -> impl IntoView {
    let empty = mails.is_empty().then(|| {
        view! { <div class="card"><Empty words=words::EMPTY/></div> }
    });
    view! {
        <section class="mailbox">
            <h1>{words::HEADING}</h1>
            <p>{words::LEAD}</p>
            {empty}
            {mails.into_iter().map(mail).collect::<Vec<_>>()}
        </section>
    }
}

fn mail(mail: ReceivedMail) -> impl IntoView {
    view! {
        <article class="card">
            <h2>{mail.subject}</h2>
            <dl class="details">
                <dt>{words::TO}</dt>
                <dd>{mail.to}</dd>
                <dt>{words::DATE}</dt>
                <dd>{mail.date}</dd>
            </dl>
            <pre class="mail-text">{linked(&mail.text)}</pre>
        </article>
    }
}

/// The text with each of its addresses made a link. Mails are plain text of our own making, so an address is a word
/// that begins like one.
fn linked(text: &str) -> Vec<AnyView> {
    let is_link = |word: &str| word.starts_with("http://") || word.starts_with("https://");
    let view = |word: &str| {
        let trimmed = word.trim_end();
        match is_link(trimmed) {
            true => {
                let (href, label, rest) = (trimmed.to_owned(), trimmed.to_owned(), word[trimmed.len()..].to_owned());
                view! { <a href=href>{label}</a>{rest} }.into_any()
            }
            false => word.to_owned().into_any(),
        }
    };
    text.split_inclusive(char::is_whitespace).map(view).collect()
}
