//! A mail server, spoken to by SMTP.

use super::{Mail, MailError, message};
use crate::config::{SmtpSecurity, SmtpUrl};
use domain::Timestamp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{
        Error,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use std::{error::Error as _, fmt, time::Duration};

/// How long one command may take. A mail takes about six.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A mail server, with connections to it that are used again.
#[derive(Clone)]
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    pub(super) fn new(server: &SmtpUrl, from: &str) -> Result<Self, MailError> {
        let parameters =
            || TlsParameters::new(server.host().to_owned()).map_err(|error| MailError::Compose(error.to_string()));
        // Encrypted or not at all: nothing here falls back.
        let tls = match server.security() {
            SmtpSecurity::Tls => Tls::Wrapper(parameters()?),
            SmtpSecurity::StartTls => Tls::Required(parameters()?),
            SmtpSecurity::Plain => Tls::None,
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host())
            .port(server.port())
            .tls(tls)
            .timeout(Some(TIMEOUT));
        let builder = match server.account() {
            Some((user, password)) => builder.credentials(Credentials::new(user, password)),
            None => builder,
        };
        Ok(Self { transport: builder.build(), from: message::sender(from)? })
    }

    pub(super) async fn send(&self, mail: &Mail, now: Timestamp) -> Result<(), MailError> {
        let message = message::compose(mail, &self.from, now)?;
        self.transport.send(message).await.map(drop).map_err(|error| refused(&error))
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("from", &self.from).finish_non_exhaustive()
    }
}

fn refused(error: &Error) -> MailError {
    let mut detail = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        detail = format!("{detail}: {error}");
        cause = error.source();
    }
    MailError::Smtp { reason: reason(error), detail }
}

fn reason(error: &Error) -> &'static str {
    match error {
        error if error.is_timeout() => "did not answer in time",
        error if error.is_tls() => "could not be reached over TLS",
        error if error.is_permanent() => "refused it for good",
        error if error.is_transient() => "refused it for now",
        error if error.is_response() => "answered what could not be understood",
        _ => "could not be reached",
    }
}
