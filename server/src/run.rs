//! Listening, sweeping, shutting down.

use crate::{
    asset_names,
    config::Config,
    data_dir::{self, DataDirError},
    router,
};
use app::ssr::Context;
use auth::{Auth, OpenError};
use axum::{Router, serve::ListenerExt};
use std::{future::Future, io, net::SocketAddr, time::Duration};
use thiserror::Error;
use tokio::{
    net::TcpListener,
    signal,
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
}

impl RunError {
    /// Whether a setting is wrong in itself, so that another try would not help.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        let is_wrong = |error: &OpenError| matches!(error, OpenError::Url { .. } | OpenError::Mail(_));
        matches!(self, Self::DataDir(DataDirError::Open(_))) || matches!(self, Self::Database(error) if is_wrong(error))
    }
}

/// Names the setting where one can help: none can change which SQLite is built in.
pub(crate) fn with_remedy(error: &OpenError) -> String {
    match error {
        OpenError::Url { .. } => format!("--database-url: {error}"),
        OpenError::Mail(_) => format!("{error}; write --mail-from like 'Bienvenue <accounts@example.org>'"),
        OpenError::OldSqlite { .. } | OpenError::UnfinishedMove { .. } => error.to_string(),
        _ => format!("{error}; check --database-url and --data-dir"),
    }
}

/// Serves until a signal says to stop, then lets requests in flight finish and closes the database.
///
/// # Errors
/// [`RunError`] when it can't begin to, or the listener fails.
pub async fn run(config: Config) -> Result<(), RunError> {
    config.warn();
    data_dir::provide(config.data_dir(), config.mode())?;
    let address = config.listen;
    let listener = TcpListener::bind(address).await.map_err(|source| RunError::Listen { address, source })?;
    let listening = listener.local_addr()?;
    let auth = Auth::open(config.auth(listening)).await?;
    let context = Context::new(auth.clone(), asset_names());
    let (sweeper, postman) = (tokio::spawn(sweep(auth.clone())), tokio::spawn(send_mails(auth.clone())));
    let url = config.public_url(listening);
    tracing::info!(url, address = %listening, version = env!("CARGO_PKG_VERSION"), "ready");
    let served = serve(listener, router(context, config.proxies().clone()), stop_signal()).await;
    sweeper.abort();
    postman.abort();
    auth.close().await;
    tracing::info!("stopped");
    Ok(served?)
}

/// Serves `router` until `stop` is done, then finishes the requests in flight.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // Answers are small: waiting for more to send would only delay them.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
    });
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(stop).await
}

/// Done when the terminal (Ctrl-C) or the operating system (SIGTERM) says to stop.
async fn stop_signal() {
    let interrupt = async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => _ = terminate.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
    tracing::info!("stopping: finishing the requests in flight");
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
        assert!(unusable.is_configuration());
        let message = unusable.to_string();
        assert!(message.starts_with("--database-url") && message.contains("write sqlite:PATH"), "{message}");
        let old = RunError::from(OpenError::OldSqlite { found: "3.1.0".into(), needed: "3.51.3" });
        assert!(!old.is_configuration() && !old.to_string().contains("--"), "{old}");
    }
}
