//! The mailer brings mails to people; on a desk, into a mailbox that is a directory.

mod mailbox;

pub use mailbox::ReceivedMail;

use crate::{Clock, Token};
use domain::Email;
use mailbox::Mailbox;
use std::{io, path::PathBuf};
use thiserror::Error;

/// A mail about to be sent. It holds secrets, so it has no `Debug`.
pub(crate) struct Mail {
    to: Email,
    subject: &'static str,
    text: String,
}

/// How mails leave.
#[derive(Clone, Debug)]
enum Transport {
    /// They don't: each becomes a file, to be read on the development mailbox page.
    Mailbox(Mailbox),
}

/// Brings mails to people.
#[derive(Clone, Debug)]
pub(crate) struct Mailer {
    transport: Transport,
    clock: Clock,
}

/// A mail could not be sent, or the mailbox not be read.
#[derive(Debug, Error)]
pub enum MailError {
    /// The mail can't be put into the form that mail has (RFC 5322).
    #[error("the mail could not be composed: {0}")]
    Compose(String),
    /// The mailbox directory can't be written or read.
    #[error("the mailbox directory {path}: {source}")]
    Mailbox {
        /// The directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl Mail {
    /// The mail that lets the owner of an address choose a new password. The secret stands in the link's fragment,
    /// which browsers don't send, so it reaches no log and no other site; and by itself, for who can't follow the link.
    pub(crate) fn password_reset(to: &Email, public_url: &str, token: &Token) -> Self {
        let fragment = form_urlencoded::Serializer::new(String::new())
            .append_pair("email", to.as_str())
            .append_pair("code", token.expose())
            .finish();
        let text = format!(
            "Hello,\n\n\
             somebody, probably you, asked to choose a new password for {to}.\n\n\
             Follow this link to choose it:\n\n{public_url}/reset-password#{fragment}\n\n\
             Or open {public_url}/reset-password and enter this reset code:\n\n{code}\n\n\
             Both work once, for the next 30 minutes. Opening the link changes nothing yet.\n\n\
             If it was not you, ignore this mail: your password stays as it is.\n",
            code = token.expose(),
        );
        Self { to: to.clone(), subject: "Choose a new password", text }
    }
}

impl Mailer {
    /// A mailer that keeps every mail in a directory.
    pub(crate) fn mailbox(directory: PathBuf, clock: Clock) -> Self {
        Self { transport: Transport::Mailbox(Mailbox::new(directory)), clock }
    }

    pub(crate) async fn send(&self, mail: Mail) -> Result<(), MailError> {
        match &self.transport {
            Transport::Mailbox(mailbox) => mailbox.deliver(&mail, self.clock.now()).await,
        }
    }

    pub(crate) async fn received(&self) -> Result<Vec<ReceivedMail>, MailError> {
        match &self.transport {
            Transport::Mailbox(mailbox) => mailbox.read().await,
        }
    }
}
