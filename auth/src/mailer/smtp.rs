//! A mail server, spoken to by SMTP.

use super::{Mail, MailError, message};
use crate::config::{SmtpSecurity, SmtpUrl};
use domain::Timestamp;
use lettre::{
    message::Mailbox,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::Noop,
        extension::ClientId,
    },
};
use std::{fmt, future::Future, sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, OnceCell},
    time::timeout,
};

/// How long handing over one mail may take in all. The library limits connecting only.
pub(super) const PATIENCE: Duration = Duration::from_secs(45);

/// How long somebody waits who looks whether it is there.
pub(super) const SHORT_PATIENCE: Duration = Duration::from_secs(10);

/// A mail server, with the connections to it that wait for their next mail.
#[derive(Clone)]
pub(super) struct Smtp {
    server: SmtpUrl,
    from: Mailbox,
    /// Connections on which everything came to its end. One that was left in the middle of something is never used
    /// again: what is said next would become a part of that.
    idle: Arc<Mutex<Vec<AsyncSmtpConnection>>>,
    /// Read from the system's certificates when they are first needed.
    tls: Arc<OnceCell<TlsParameters>>,
    patience: Duration,
}

impl Smtp {
    pub(super) fn new(server: SmtpUrl, from: &str, patience: Duration) -> Result<Self, MailError> {
        Ok(Self { server, from: message::sender(from)?, idle: Arc::default(), tls: Arc::default(), patience })
    }

    pub(super) async fn send(&self, mail: &Mail, now: Timestamp) -> Result<(), MailError> {
        let message = message::compose(mail, &self.from, now)?;
        self.in_time(async {
            let mut connection = self.connection().await.map_err(|error| refused(&error, false))?;
            let sent = connection.send(message.envelope(), &message.formatted()).await;
            sent.map_err(|error| refused(&error, error.is_permanent()))?;
            self.idle.lock().await.push(connection);
            Ok(())
        })
        .await
    }

    /// Does everything that comes before a mail.
    pub(super) async fn check(&self) -> Result<(), MailError> {
        let talking = async {
            let mut connection = self.connect().await?;
            connection.command(Noop).await?;
            connection.quit().await.map(drop)
        };
        self.in_time(async { talking.await.map_err(|error| refused(&error, false)) }).await
    }

    async fn in_time(&self, talking: impl Future<Output = Result<(), MailError>>) -> Result<(), MailError> {
        match timeout(self.patience, talking).await {
            Ok(done) => done,
            Err(_) => Err(MailError::Smtp {
                reason: "did not answer in time",
                is_final: false,
                detail: format!("it took more than {} seconds", self.patience.as_secs()),
            }),
        }
    }

    /// A connection that waits, if it still stands, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Error> {
        loop {
            let Some(mut idle) = self.idle.lock().await.pop() else { return self.connect().await };
            if idle.test_connected().await {
                return Ok(idle);
            }
        }
    }

    /// Encrypted or not at all: nothing here falls back.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let (host, port, name) = (self.server.host(), self.server.port(), ClientId::default());
        let tls = async || {
            let parameters = self.tls.get_or_try_init(async || TlsParameters::new(host.to_owned())).await?;
            Ok::<_, Error>(parameters.clone())
        };
        let connect =
            async |tls| AsyncSmtpConnection::connect_tokio1((host, port), Some(self.patience), &name, tls, None).await;
        let mut connection = match self.server.security() {
            SmtpSecurity::Tls => connect(Some(tls().await?)).await?,
            SmtpSecurity::Plain => connect(None).await?,
            SmtpSecurity::StartTls => {
                let mut connection = connect(None).await?;
                connection.starttls(tls().await?, &name).await?;
                connection
            }
        };
        if let Some((user, password)) = self.server.account() {
            connection.auth(DEFAULT_MECHANISMS, &Credentials::new(user, password)).await?;
        }
        Ok(connection)
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("server", &self.server).field("from", &self.from).finish_non_exhaustive()
    }
}

fn refused(error: &Error, is_final: bool) -> MailError {
    let reason = match error {
        error if error.is_timeout() => "did not answer in time",
        error if error.is_permanent() => "refused it for good",
        error if error.is_transient() => "refused it for now",
        error if error.is_response() => "answered what could not be understood",
        error if error.is_client() => "does not offer what is needed",
        _ => "could not be reached",
    };
    MailError::Smtp { reason, is_final, detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Email;
    use std::net::TcpListener;

    #[tokio::test]
    async fn a_mail_server_that_says_nothing_is_not_waited_for_for_ever() {
        // The system accepts the connection; nobody reads it.
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = SmtpUrl::parse(&format!("smtp://{}?tls=none", silent.local_addr().unwrap())).unwrap();
        let server = Smtp::new(url, "a@b.example", Duration::from_millis(50)).unwrap();
        let mail = Mail::test(&Email::parse("bob@me.com").unwrap());
        let error = server.send(&mail, Timestamp::from_millis(0)).await.unwrap_err();
        assert!(matches!(error, MailError::Smtp { reason: "did not answer in time", .. }), "{error:?}");
        assert!(server.idle.lock().await.is_empty(), "a connection in the middle of something is not used again");
    }
}
