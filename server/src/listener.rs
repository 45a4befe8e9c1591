//! The listener takes connections, as many as it may and each for as long as it behaves, until it is told to stop.

mod connection;
pub(crate) mod descriptors;
mod framing;
mod guarded;
mod patience;

use auth::Count;
use axum::{Router, serve::Listener, serve::ListenerExt};
use hyper_util::server::graceful::GracefulShutdown;
use std::{future::Future, pin::pin, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinSet, time::timeout};

/// How many connections there may be, and how long each may keep us waiting.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// Connections at the same time. Those beyond wait in the operating system's queue.
    pub connections: u32,
    /// From the first byte of a request to the end of its head; for the first request of a connection, from its
    /// beginning.
    pub head: Duration,
    /// From an answer to the next request.
    pub idle: Duration,
    /// Without taking one byte of an answer.
    pub write: Duration,
    /// From being told to stop to cutting off the requests in flight.
    pub stop: Duration,
}

/// How many connections there are, and were.
#[derive(Debug, Default)]
pub struct Connections {
    pub(crate) open: Count,
    /// All that were taken.
    pub(crate) taken: Count,
    /// Those that kept us waiting for too long, broke off, or spoke no HTTP.
    pub(crate) given_up: Count,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: Self::CONNECTIONS,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            write: Duration::from_secs(30),
            stop: Duration::from_secs(25),
        }
    }
}

impl ConnectionLimits {
    /// Connections at the same time, unless somebody says otherwise: each takes some 20 KB, so all of them 200 MB.
    pub const CONNECTIONS: u32 = 10_000;
}

/// Serves `router` until `stop` is done, then finishes the requests in flight, for as long as the limits allow.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    counted: Arc<Connections>,
    stop: impl Future<Output = ()>,
) {
    // Answers are small: waiting for more to send would only delay them.
    let mut listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
    });
    let most = usize::try_from(limits.connections).unwrap_or(usize::MAX);
    let (graceful, mut connections, mut stop) = (GracefulShutdown::new(), JoinSet::new(), pin!(stop));
    loop {
        tokio::select! {
            () = &mut stop => break,
            // After an error, such as too many open files, this waits for a second before it tries again.
            (stream, peer) = listener.accept(), if connections.len() < most => {
                let connection = connection::serve(stream, peer, router.clone(), limits, graceful.watcher());
                connections.spawn(count(connection, Arc::clone(&counted)));
            }
            Some(ended) = connections.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "a connection ended with a panic");
                }
            }
        }
    }
    drop(listener);
    if timeout(limits.stop, graceful.shutdown()).await.is_err() {
        tracing::warn!(connections = connections.len(), "cut off: these did not come to an end in time");
        connections.shutdown().await;
    }
}

/// Counts a connection, which answers whether it came to a good end.
async fn count(connection: impl Future<Output = bool>, counted: Arc<Connections>) {
    let _open = counted.open.hold();
    counted.taken.increase();
    if !connection.await {
        counted.given_up.increase();
    }
}

#[cfg(test)]
mod tests;
