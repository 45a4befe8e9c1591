//! The limits: small programs that do one thing of what the service does, and nothing besides. What the service takes
//! longer than they do is its own; what they take is the machine's. `cargo xtask bench` starts them and makes the table.
//!
//! | program | limit |
//! | --- | --- |
//! | `bare` | an answer by axum that costs nothing to find out |
//! | `lookup` | the same, after looking up a session and its user in SQLite |
//! | `file` | a file from memory |
//! | `hash` | password hashes on all cores |
//! | `commits` | rows in SQLite, each in a transaction of its own that is on the disk |

use axum::{Router, serve::ListenerExt};
use std::{
    env,
    error::Error,
    io::{Write, stdout},
};
use tokio::net::TcpListener;

/// What a limit ends with when it can't be measured; whoever started it is told.
pub type Outcome = Result<(), Box<dyn Error>>;

/// Serves at a free port of this machine, with as many threads as it has cores, and tells the address on one line of
/// standard output. Ends when the operating system says so.
///
/// # Errors
/// When no port is free, or nobody reads the address.
pub async fn serve(router: Router) -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    tell(listener.local_addr()?)?;
    // As the service does. A socket without it answers all the same, only later.
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    Ok(axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await?)
}

/// Writes a line that is read by whoever started the program.
///
/// # Errors
/// When nobody reads.
pub fn tell(line: impl std::fmt::Display) -> Outcome {
    writeln!(stdout(), "{line}")?;
    Ok(stdout().flush()?)
}

/// The arguments of the program, which are so many.
///
/// # Errors
/// What to give instead.
pub fn arguments<const N: usize>(usage: &str) -> Result<[String; N], Box<dyn Error>> {
    let given: Vec<_> = env::args().skip(1).collect();
    given.try_into().map_err(|_| format!("usage: {usage}").into())
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => _ = signal.recv().await,
        // Then it is not this function that ends it.
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    // A failure to listen for it would end the program, which is what it is about.
    _ = tokio::signal::ctrl_c().await;
}
