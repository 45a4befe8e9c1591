//! The signals to stop: the terminal's (Ctrl-C) and the operating system's (SIGTERM). Others are ignored.

use std::io;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// From now on, the signals do nothing by which terminals say that they are closed, and operators that something should
/// be done at once: here, nothing is. The operating system would end the process.
///
/// # Errors
/// The operating system's, when it takes no handler.
#[cfg(unix)]
pub(super) fn ignore_others() -> io::Result<()> {
    for kind in [SignalKind::hangup(), SignalKind::user_defined1(), SignalKind::user_defined2()] {
        // What is done once stays: dropping this only means that nobody looks.
        drop(signal(kind)?);
    }
    Ok(())
}

/// There are no such signals.
#[cfg(not(unix))]
pub(super) fn ignore_others() -> io::Result<()> {
    Ok(())
}

/// The signals to stop, taken one after the other.
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
}

impl Signals {
    /// From now on, a signal does not end the process.
    #[cfg(unix)]
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// From the first wait on, Ctrl-C does not end the process.
    #[cfg(not(unix))]
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for the next one.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Waits for the next one.
    #[cfg(not(unix))]
    pub(super) async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
