//! The mailer brings mails to people: through a mail server, or on a desk into a mailbox that is a directory.

mod mailbox;
mod message;
mod smtp;

pub use mailbox::ReceivedMail;

use crate::{Clock, MailConfig, Requester, secrets::Secrets};
use domain::{Email, Timestamp};
use mailbox::Mailbox;
use smtp::Smtp;
use std::{io, path::PathBuf, sync::Arc, time::Duration};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many first tries are made at once, each over a connection of its own. Further mails wait in the outbox.
const AT_ONCE: u32 = 4;

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
    fn plain(to: &Email, subject: &'static str, text: String) -> Self {
        Self { to: to.clone(), subject, text }
    }
    fn secret(to: &Email, subject: &'static str, page: &str, url: &str, secrets: &Secrets, lifetime: Duration) -> Self {
        let fragment = form_urlencoded::Serializer::new(String::new())
            .append_pair("email", to.as_str())
            .append_pair("code", secrets.token.expose())
            .finish();
        let text = format!(
            "Link:\n\n{url}{page}#{fragment}\n\nfor {to} code:\n\n{}\n\nfor the next {} minutes\n",
            &*secrets.code.expose(),
            lifetime.as_secs() / 60
        );
        Self::plain(to, subject, text)
    }
    pub(crate) fn password_reset(to: &Email, url: &str, secrets: &Secrets, lifetime: Duration) -> Self {
        Self::secret(to, "Choose a new password", "/reset-password", url, secrets, lifetime)
    }
    pub(crate) fn confirm_address(to: &Email, url: &str, secrets: &Secrets, lifetime: Duration) -> Self {
        Self::secret(to, "Confirm your address", "/verify-email", url, secrets, lifetime)
    }
    pub(crate) fn confirm_new_address(to: &Email, url: &str, secrets: &Secrets, lifetime: Duration) -> Self {
        Self::secret(to, "Confirm your new address", "/verify-email", url, secrets, lifetime)
    }
    pub(crate) fn address_changed(
        to: &Email,
        _new: &Email,
        url: &str,
        secrets: &Secrets,
        _: &Occurrence<'_>,
        lifetime: Duration,
    ) -> Self {
        Self::secret(to, "Your address was changed", "/undo-email-change", url, secrets, lifetime)
    }
    pub(crate) fn already_registered(to: &Email, _url: &str) -> Self {
        Self::plain(to, "You have an account already", String::new())
    }
    pub(crate) fn address_is_new(to: &Email, _url: &str, _: &Occurrence<'_>) -> Self {
        Self::plain(to, "This is your address now", String::new())
    }
    pub(crate) fn password_changed(to: &Email, _url: &str, _: &Occurrence<'_>) -> Self {
        Self::plain(to, "Your password was changed", String::new())
    }
    pub(crate) fn new_device(to: &Email, _url: &str, _: &Occurrence<'_>) -> Self {
        Self::plain(to, "New device", String::new())
    }
    pub(crate) fn account_deleted(to: &Email, _: &Occurrence<'_>) -> Self {
        Self::plain(to, "Your account was deleted", String::new())
    }
}
pub(crate) struct Occurrence<'a> {
    #[expect(dead_code, reason = "soon")]
    at: Timestamp,
    #[expect(dead_code, reason = "soon")]
    who: &'a Requester,
}
impl<'a> Occurrence<'a> {
    pub(crate) fn of(at: Timestamp, who: &'a Requester) -> Self {
        Self { at, who }
    }
}
/// Sends a mail that only shows that mails arrive.
///
/// # Errors
/// [`MailError`], with what the mail server says.
pub async fn send_test_mail(config: MailConfig, to: Email, clock: Clock) -> Result<(), MailError> {
    let text = "Hello,\n\nthis mail shows that mails from Bienvenue arrive. There is nothing to do.\n";
    Mailer::open(config, clock)?.send(Mail { to, subject: "A test mail from Bienvenue", text: text.into() }).await
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
