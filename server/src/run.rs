//! Serving, sweeping, shutting down.

mod signals;

use crate::{
    asset_names,
    cli::{CONFIGURATION_ERROR, DATABASE_ERROR, IO_ERROR},
    config::Config,
    data_dir::{self, DataDirError},
    listener::descriptors,
    router, serve,
};
use app::ssr::Context;
use auth::{Auth, OpenError, OpenFault};
use signals::Signals;
use std::{io, net::SocketAddr, time::Duration};
use thiserror::Error;
use tokio::{
    net::TcpListener,
    sync::oneshot,
    time::{MissedTickBehavior, interval},
};

/// Expired rows are refused at once; how often they are removed only matters for the size of the database.
const SWEEP_INTERVAL: Duration = Duration::from_secs(15 * 60);
/// A mail is first tried when it is queued. This is how soon one is found whose turn it is again.
const MAIL_INTERVAL: Duration = Duration::from_secs(5);

/// Why the server can't run.
#[derive(Debug, Error)]
pub enum RunError {
    /// The address is taken, or not this machine's.
    #[error("can't listen on {address} ({source}); stop the program that does, or choose another --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The data directory can't be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The database can't be used.
    #[error("{}", with_remedy(.0))]
    Database(#[from] OpenError),
    /// The listener failed.
    #[error("the listener failed: {0}")]
    Serve(#[from] io::Error),
    /// A second signal arrived before everything had come to an end.
    #[error("stopped by a second signal; requests in flight were cut off")]
    Interrupted,
}

impl RunError {
    /// What the program ends with: who has to do something, and whether another try may succeed without.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::DataDir(DataDirError::Open(_)) => CONFIGURATION_ERROR,
            Self::DataDir(DataDirError::Make { .. }) | Self::Listen { .. } | Self::Serve(_) => IO_ERROR,
            Self::Database(error) => match error.fault() {
                OpenFault::Configuration => CONFIGURATION_ERROR,
                OpenFault::Database => DATABASE_ERROR,
                OpenFault::Io => IO_ERROR,
            },
            Self::Interrupted => 1,
        }
    }
}

/// Names the setting where one can help, and the error does not say itself what to do.
pub(crate) fn with_remedy(error: &OpenError) -> String {
    match error {
        OpenError::Url { .. } => format!("--database-url: {error}"),
        OpenError::Mail(_) => format!("{error}; write --mail-from like 'Bienvenue <accounts@example.org>'"),
        OpenError::Foreign { .. } => format!("{error} in --database-url"),
        OpenError::Create { .. } | OpenError::Open(_) | OpenError::Migrate(_) => {
            format!("{error}; check --database-url and --data-dir")
        }
        _ => error.to_string(),
    }
}

/// Serves until a signal says to stop, then lets requests in flight finish and closes the database. A second signal ends
/// that at once.
///
/// # Errors
/// [`RunError`] when it can't begin to, or is not let finish.
pub async fn run(config: Config) -> Result<(), RunError> {
    config.warn();
    data_dir::provide(config.data_dir(), config.mode())?;
    descriptors::provide(config.connection_limits().connections);
    let address = config.listen;
    let listener = TcpListener::bind(address).await.map_err(|source| RunError::Listen { address, source })?;
    let listening = listener.local_addr()?;
    let auth = Auth::open(config.auth(listening)).await?;
    let context = Context::new(auth.clone(), asset_names());
    let (mut signals, (stop, stopped)) = (Signals::listen()?, oneshot::channel());
    let (sweeper, postman) = (tokio::spawn(sweep(auth.clone())), tokio::spawn(send_mails(auth.clone())));
    let examiner = tokio::spawn(examine(auth.clone()));
    let url = config.public_url(listening);
    tracing::info!(url, address = %listening, version = env!("CARGO_PKG_VERSION"), "ready");
    let router = router(context, config.proxies().clone());
    let service = async {
        serve(listener, router, config.connection_limits(), async { _ = stopped.await }).await;
        sweeper.abort();
        postman.abort();
        examiner.abort();
        auth.close().await;
    };
    tokio::select! {
        () = service => {
            tracing::info!("stopped");
            Ok(())
        }
        () = second_signal(&mut signals, stop) => Err(RunError::Interrupted),
    }
}

/// Says to stop at the first signal; done with the second.
async fn second_signal(signals: &mut Signals, stop: oneshot::Sender<()>) {
    signals.next().await;
    tracing::info!("stopping: finishing the requests in flight");
    // Whoever would hear it has stopped already, or hears it.
    _ = stop.send(());
    signals.next().await;
}

/// Looks once for damage that a start does not find, because it is not to take long.
async fn examine(auth: Auth) {
    if let Err(error) = auth.look_for_damage().await {
        tracing::warn!(?error, "the database could not be read whole");
    }
}

/// Removes expired rows now and then.
async fn sweep(auth: Auth) {
    let mut ticks = interval(SWEEP_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match auth.sweep().await {
            Ok(swept) => {
                tracing::debug!(
                    swept.sessions,
                    swept.reset_tokens,
                    swept.activities,
                    swept.mails,
                    swept.confirmations,
                    swept.undos,
                    "swept"
                );
            }
            Err(error) => tracing::warn!(?error, "expired rows could not be removed; trying again later"),
        }
    }
}

/// Sends the mails that were just queued, and those that could not be sent before.
async fn send_mails(auth: Auth) {
    let mut ticks = interval(MAIL_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = auth.mails_were_queued() => {}
        }
        if let Err(error) = auth.send_due_mails().await {
            tracing::warn!(?error, "mails could not be looked for; trying again later");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_named_where_it_can_help() {
        let unusable = RunError::from(OpenError::Url { url: "mysql://x/y".into(), reason: "no".into() });
        assert_eq!(unusable.exit_code(), CONFIGURATION_ERROR);
        let message = unusable.to_string();
        assert!(message.starts_with("--database-url") && message.contains("write sqlite:PATH"), "{message}");
        let old = RunError::from(OpenError::OldSqlite { found: "3.1.0".into(), needed: "3.51.3" });
        assert_eq!(old.exit_code(), DATABASE_ERROR);
        assert!(!old.to_string().contains("--"), "{old}");
    }
}
