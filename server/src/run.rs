//! Serving, sweeping, shutting down.

mod signals;
mod supervisor;
mod tasks;

pub(crate) use supervisor::Task;
pub(crate) use tasks::Tasks;

use crate::{
    Monitor, asset_names,
    cli::{CONFIGURATION_ERROR, IO_ERROR},
    config::Config,
    data_dir::{self, DataDirError},
    failure::{exit_code_of, with_remedy},
    health::Health,
    listener::descriptors,
    metrics, router, serve,
};
use app::ssr::Context;
use auth::{Auth, OpenError};
use signals::Signals;
use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    time::Duration,
};
use thiserror::Error;
use tokio::{
    net::TcpListener,
    sync::oneshot,
    time::{sleep, timeout},
};
use tracing::field::display;

/// How long the database may take to close, after the 25 seconds that requests have; systemd kills after 30.
const CLOSING: Duration = Duration::from_secs(4);

/// Why the server can't run.
#[derive(Debug, Error)]
pub enum RunError {
    /// The address is taken, or not this machine's.
    #[error("can't listen on {address} ({source}); {remedy}", remedy = to_listen(.source, "--listen"))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The same, of the address for metrics.
    #[error("can't listen on {address} for metrics ({source}); {remedy}", remedy = to_listen(.source, "--metrics-listen"))]
    ListenForMetrics {
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
    #[error("the operating system refuses what serving needs ({0}); look into its log, and start again")]
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
            Self::DataDir(DataDirError::Make { .. })
            | Self::Listen { .. }
            | Self::ListenForMetrics { .. }
            | Self::Serve(_) => IO_ERROR,
            Self::Database(error) => exit_code_of(error),
            Self::Interrupted => 1,
        }
    }
}

fn to_listen(error: &io::Error, setting: &str) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => format!("stop the program that does, or choose another {setting}"),
        ErrorKind::AddrNotAvailable => format!("choose an address of this machine in {setting}"),
        ErrorKind::PermissionDenied => {
            format!("choose a port from 1024 on in {setting}, or grant CAP_NET_BIND_SERVICE")
        }
        _ => format!("choose another {setting}"),
    }
}

/// Serves until a signal says to stop, then says that it is not ready, lets requests in flight finish and closes the
/// database. A second signal ends that at once.
///
/// # Errors
/// [`RunError`] when it can't begin to, or is not let finish.
pub async fn run(config: Config) -> Result<(), RunError> {
    signals::ignore_others()?;
    config.warn();
    data_dir::provide(config.data_dir(), config.mode())?;
    descriptors::provide(config.connection_limits().connections);
    let address = config.listen;
    let listener = TcpListener::bind(address).await.map_err(|source| RunError::Listen { address, source })?;
    let (listening, for_metrics) = (listener.local_addr()?, listen_for_metrics(config.metrics_listen).await?);
    let auth = Auth::open(config.auth(listening)).await?;
    let (mut signals, (stop, stopped)) = (Signals::listen()?, oneshot::channel());
    let monitor = Monitor::new(&auth);
    let mut background = monitor.tasks.begin(&auth);
    tell(&config.public_url(listening), listening, for_metrics.as_ref());
    for_metrics.map(|listener| background.spawn(metrics::serve(listener, monitor.clone())));
    let router = router(Context::new(auth.clone(), asset_names()), config.proxies().clone(), &monitor);
    let service = async {
        let connections = monitor.connections();
        serve(listener, router, config.connection_limits(), connections, async { _ = stopped.await }).await;
        drop(background);
        if timeout(CLOSING, auth.close()).await.is_err() {
            tracing::warn!("the database is still busy; it is left as a kill would leave it");
        }
    };
    let interrupted = stopped_twice(async || signals.next().await, &monitor.health, config.stop_delay, stop);
    tokio::select! {
        () = service => {
            tracing::info!("stopped");
            Ok(())
        }
        () = interrupted => {
            tracing::warn!("{}", RunError::Interrupted);
            Err(RunError::Interrupted)
        }
    }
}

async fn listen_for_metrics(address: Option<SocketAddr>) -> Result<Option<TcpListener>, RunError> {
    let Some(address) = address else { return Ok(None) };
    let listener = TcpListener::bind(address).await;
    listener.map(Some).map_err(|source| RunError::ListenForMetrics { address, source })
}

/// Says where it is to be found.
fn tell(url: &str, address: SocketAddr, for_metrics: Option<&TcpListener>) {
    let metrics = for_metrics.and_then(|listener| listener.local_addr().ok()).map(display);
    tracing::info!(url, %address, metrics, version = env!("CARGO_PKG_VERSION"), "ready");
}

/// Says to stop, some time after the first signal, in which others notice that it is not ready; done with the second.
async fn stopped_twice(mut signal: impl AsyncFnMut(), health: &Health, delay: Duration, stop: oneshot::Sender<()>) {
    signal().await;
    health.stop();
    tracing::info!(seconds = delay.as_secs(), "told to stop: not ready from now on");
    tokio::select! {
        () = sleep(delay) => {}
        () = signal() => return,
    }
    tracing::info!("stopping: finishing the requests in flight");
    // Whoever would hear it has stopped already, or hears it.
    _ = stop.send(());
    signal().await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::DATABASE_ERROR;
    use auth::{AuthConfig, Clock, DatabaseConfig, HashCost, Limits, MailConfig, Mode, Verdict};
    use tokio::{sync::mpsc::unbounded_channel, time::Instant};

    /// A service in memory.
    async fn service() -> Auth {
        let config = AuthConfig {
            mode: Mode::Development,
            database: DatabaseConfig::new("sqlite::memory:"),
            mail: MailConfig::Mailbox("unused".into()),
            public_url: "http://localhost:5000".into(),
            clock: Clock::System,
            hash_cost: HashCost::LOWEST,
            min_password_chars: AuthConfig::MIN_PASSWORD_CHARS,
            limits: Limits::of(Mode::Development),
        };
        Auth::open(config).await.unwrap()
    }

    #[tokio::test]
    async fn it_is_not_ready_from_the_signal_on_and_stops_after_the_delay() {
        let health = Monitor::new(&service().await).health;
        tokio::time::pause();
        let (signal, mut signals) = unbounded_channel();
        let ((stop, stopped), delay, told) = (oneshot::channel(), Duration::from_secs(20), Instant::now());
        signal.send(()).unwrap();
        let ended = stopped_twice(async || signals.recv().await.unwrap(), &health, delay, stop);
        let watched = async {
            stopped.await.unwrap();
            assert_eq!(told.elapsed().as_secs(), delay.as_secs());
            assert_eq!(health.check().await.is_serving, Verdict::Failed);
            signal.send(()).unwrap();
        };
        tokio::join!(ended, watched);
    }

    #[test]
    fn a_setting_is_named_where_it_can_help() {
        let unusable = RunError::from(OpenError::Url { url: "mysql://x/y".into(), reason: "no".into() });
        assert_eq!(unusable.exit_code(), CONFIGURATION_ERROR);
        let message = unusable.to_string();
        assert!(message.starts_with("--database-url") && message.contains("write sqlite:PATH"), "{message}");
        let old = RunError::from(OpenError::OldSqlite { found: "3.1.0".into(), needed: "3.51.3" });
        assert_eq!(old.exit_code(), DATABASE_ERROR);
        assert!(!old.to_string().contains("--"), "{old}");
        for (kind, remedy) in [
            (ErrorKind::AddrInUse, "stop the program that does"),
            (ErrorKind::AddrNotAvailable, "choose an address of this machine in --listen"),
            (ErrorKind::PermissionDenied, "choose a port from 1024 on in --listen"),
        ] {
            let refused = RunError::Listen { address: ([127, 0, 0, 1], 80).into(), source: kind.into() };
            assert!(refused.to_string().contains(remedy), "{refused}");
        }
    }
}
