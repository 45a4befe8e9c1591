//! `bienvenue mail test`: sends a mail, or says what keeps it from arriving.

use crate::{
    config::{ConfigError, MailSettings},
    failure::Failure,
    output::answered,
};
use auth::{Clock, Email, EmailError, MailError, send_test_mail};
use clap::Args;
use std::io::Write;
use thiserror::Error;

/// Where to, and through which mail server.
#[derive(Clone, Debug, Args)]
pub struct TestMail {
    /// Whom to send it to.
    #[arg(long, value_name = "ADDRESS")]
    pub to: String,

    /// The settings that serving has, too.
    #[command(flatten)]
    pub mail: MailSettings,
}

/// Why no test mail was sent.
#[derive(Debug, Error)]
pub(crate) enum TestMailError {
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// No mail server is set.
    #[error("no mail server is set; set --smtp-url and --mail-from, or their variables")]
    NoMailServer,
    /// The address is none.
    #[error("--to: {0}")]
    To(#[from] EmailError),
    /// The mail server did not take it.
    #[error("{reason}", reason = explained(.0))]
    Mail(#[from] MailError),
}

impl TestMailError {
    /// Whether a setting is wrong in itself, so that another try would not help.
    pub(crate) fn is_configuration(&self) -> bool {
        !matches!(self, Self::Mail(MailError::Smtp { .. } | MailError::Mailbox { .. }))
    }
}

/// Sends it, and says so.
///
/// # Errors
/// [`Failure`]; its message says what to do.
pub async fn test(request: TestMail, output: &mut impl Write) -> Result<(), Failure> {
    let to = send(request).await?;
    let told = writeln!(output, "the mail server took it; look whether it arrives at {to}, and not as spam");
    answered(told, "the mail server took the mail")
}

/// Answers whom it was sent to.
async fn send(request: TestMail) -> Result<Email, TestMailError> {
    let config = request.mail.server()?.ok_or(TestMailError::NoMailServer)?;
    let to = Email::parse(&request.to)?;
    send_test_mail(config, to.clone(), Clock::System).await?;
    Ok(to)
}

/// What is wrong and, where that can be said, what helps.
pub(crate) fn explained(error: &MailError) -> String {
    match error {
        MailError::Smtp { detail, .. } => {
            format!("{error}: {detail}; check host, port, user and password in --smtp-url")
        }
        MailError::Compose(_) => format!("{error}; write --mail-from like 'Bienvenue <accounts@example.org>'"),
        other @ MailError::Mailbox { .. } => other.to_string(),
    }
}
