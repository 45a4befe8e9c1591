//! The mailbox page: the mails that development kept instead of sending them.

use super::{
    Context, not_found,
    shell::{failure, plain_document},
};
use crate::{components::empty::empty, error::AppError, routes::MAILBOX, view::Part};
use auth::{MailError, ReceivedMail};
use axum::{
    extract::{Path, Request, State},
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
    response::{Html, IntoResponse, Response},
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
    pub(super) const AS_HTML: &str = "See it as mail programs show it";
}

/// For a mail's HTML, which brings its styles along. A document of its own may have them without any page of ours
/// allowing what is inline; and it may have nothing else.
const HTML_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                           frame-ancestors 'none'; sandbox";

/// Lists the mails, newest first, each whole and with its links clickable.
pub async fn mailbox(State(context): State<Context>) -> Response {
    let mails = match context.auth.mailbox().await {
        Ok(mails) => mails,
        Err(error) => return unreadable(&context, &error),
    };
    plain_document(&context.assets, words::TITLE, list(mails)).into_response()
}

/// Shows the HTML of one mail.
pub async fn mail_as_html(State(context): State<Context>, Path(id): Path<String>, request: Request) -> Response {
    let html = match context.auth.mailbox().await {
        Ok(mails) => mails.into_iter().find(|mail| mail.id == id).and_then(|mail| mail.html),
        Err(error) => return unreadable(&context, &error),
    };
    match html {
        Some(html) => {
            ([(CONTENT_SECURITY_POLICY, HTML_POLICY), (CACHE_CONTROL, "no-store")], Html(html)).into_response()
        }
        None => not_found(State(context), request).await,
    }
}

fn unreadable(context: &Context, error: &MailError) -> Response {
    tracing::error!(%error, "the mailbox could not be read");
    failure(&context.assets, AppError::Internal)
}

fn list(mails: Vec<ReceivedMail>) -> impl IntoView {
    let nothing = mails.is_empty().then(|| {
        view! { <div class="card">{Part::from(empty(words::EMPTY))}</div> }
    });
    view! {
        <section class="mailbox">
            <h1>{words::HEADING}</h1>
            <p>{words::LEAD}</p>
            {nothing}
            {mails.into_iter().map(mail).collect::<Vec<_>>()}
        </section>
    }
}

fn mail(mail: ReceivedMail) -> impl IntoView {
    let html = mail.html.map(|_| {
        view! {
            <p class="asides">
                <a href=format!("{MAILBOX}/{}", mail.id)>{words::AS_HTML}</a>
            </p>
        }
    });
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
            {html}
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
