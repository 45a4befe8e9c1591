//! The mailer brings mails to people: through a mail server, or on a desk into a mailbox that is a directory.

mod letter;
mod letters;
pub(crate) mod link;
mod mailbox;
mod message;
mod smtp;

pub use mailbox::ReceivedMail;

pub(crate) use letters::{Occurrence, Secrets};

use crate::{Clock, MailConfig};
use domain::Email;
use letter::Letter;
use mailbox::Mailbox;
use smtp::Smtp;
use std::{io, path::PathBuf, sync::Arc};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many first tries are made at once, each over a connection of its own. Further mails wait in the outbox.
const AT_ONCE: u32 = 4;

/// A mail about to be sent. It holds secrets, so it has no `Debug`.
pub(crate) struct Mail {
    to: Email,
    letter: Letter,
}

/// How mails leave.
#[derive(Clone, Debug)]
enum Transport {
    /// They don't: each becomes a file, to be read on the development mailbox page.
    Mailbox(Mailbox),
    /// Through a mail server.
    Smtp(Smtp),
}

/// The right to hand a mail over now. A mailbox takes as many as come.
pub(crate) struct Turn(#[expect(dead_code, reason = "it ends with its owner")] Option<OwnedSemaphorePermit>);

/// Brings mails to people.
#[derive(Clone, Debug)]
pub(crate) struct Mailer {
    transport: Transport,
    clock: Clock,
    turns: Arc<Semaphore>,
}

/// A mail could not be sent, or the mailbox not be read.
#[derive(Debug, Error)]
pub enum MailError {
    /// The mail can't be put into the form that mail has (RFC 5322).
    #[error("the mail could not be composed: {0}")]
    Compose(String),
    /// The mail server did not take it.
    #[error("the mail server {reason}")]
    Smtp {
        /// What happened.
        reason: &'static str,
        /// Whether it said so of this mail, and for good (RFC 5321, section 4.2.1: a reply of 500 and more).
        is_final: bool,
        /// What the mail server, or the system, says. It may repeat the address, so it is for no log.
        detail: String,
    },
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
    fn new(to: &Email, letter: Letter) -> Self {
        Self { to: to.clone(), letter }
    }
}

/// Sends a mail that only shows that mails arrive.
///
/// # Errors
/// [`MailError`], with what the mail server says.
pub async fn send_test_mail(config: MailConfig, to: Email, clock: Clock) -> Result<(), MailError> {
    Mailer::open(config, clock)?.send(Mail::test(&to)).await
}

/// Connects to the mail server and logs in, as for a mail, and sends none. A mailbox needs neither.
///
/// # Errors
/// [`MailError`], with what the mail server says.
pub async fn check_mail_server(config: MailConfig) -> Result<(), MailError> {
    match config {
        MailConfig::Mailbox(_) => Ok(()),
        MailConfig::Smtp { server, from } => Smtp::new(server, &from, smtp::SHORT_PATIENCE)?.check().await,
    }
}

impl Mailer {
    /// The mailer that the configuration asks for.
    ///
    /// # Errors
    /// [`MailError::Compose`] when the sender is none.
    pub(crate) fn open(config: MailConfig, clock: Clock) -> Result<Self, MailError> {
        let transport = match config {
            MailConfig::Mailbox(directory) => Transport::Mailbox(Mailbox::new(directory)),
            MailConfig::Smtp { server, from } => Transport::Smtp(Smtp::new(server, &from, smtp::PATIENCE)?),
        };
        Ok(Self { transport, clock, turns: Arc::new(Semaphore::new(AT_ONCE as usize)) })
    }

    /// Whether mails are kept instead of being sent.
    pub(crate) fn has_mailbox(&self) -> bool {
        matches!(self.transport, Transport::Mailbox(_))
    }

    /// The right to hand a mail over now, if not too many are being handed over.
    pub(crate) fn turn(&self) -> Option<Turn> {
        match self.transport {
            Transport::Mailbox(_) => Some(Turn(None)),
            Transport::Smtp(_) => Arc::clone(&self.turns).try_acquire_owned().ok().map(|permit| Turn(Some(permit))),
        }
    }

    /// Waits until every first try has come to its end.
    #[cfg(feature = "test-support")]
    pub(crate) async fn settle(&self) {
        _ = self.turns.acquire_many(AT_ONCE).await;
    }

    pub(crate) async fn send(&self, mail: Mail) -> Result<(), MailError> {
        match &self.transport {
            Transport::Mailbox(mailbox) => mailbox.deliver(&mail, self.clock.now()).await,
            Transport::Smtp(server) => server.send(&mail, self.clock.now()).await,
        }
    }

    pub(crate) async fn received(&self) -> Result<Vec<ReceivedMail>, MailError> {
        match &self.transport {
            Transport::Mailbox(mailbox) => mailbox.read().await,
            Transport::Smtp(_) => Ok(Vec::new()),
        }
    }
}
