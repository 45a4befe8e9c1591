//! One connection, from its first byte to its last.

use super::{ConnectionLimits, guarded::Guarded};
use crate::layers::Ambiguous;
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{rt::TokioIo, server::graceful::Watcher, service::TowerToHyperService};
use std::{
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// The largest head of a request, and with the library's own limit of 100 fields what makes it answer 431.
const HEAD_MAX_BYTES: usize = 16 * 1024;
/// What is read or written of a body before the other side has to keep up.
const BUFFER_MAX_BYTES: usize = 32 * 1024;

/// Serves the requests of one connection, until it ends or is given up; answers whether it came to a good end.
pub(super) async fn serve<S: AsyncRead + AsyncWrite + 'static>(
    stream: S,
    peer: SocketAddr,
    router: Router,
    limits: ConnectionLimits,
    watcher: Watcher,
) -> bool {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write));
    let stream = Guarded::new(Box::pin(stream), limits);
    let is_ambiguous = stream.is_ambiguous();
    let service = router.map_request(move |request| arrived(request, peer, &is_ambiguous));
    let connection = http1::Builder::new()
        .max_header_size(HEAD_MAX_BYTES)
        .max_buf_size(BUFFER_MAX_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let ended = watcher.watch(connection).await;
    ended.inspect_err(|error| tracing::debug!(%peer, ?error, "a connection was given up")).is_ok()
}

/// The request as the router expects it: with its peer, and a note where it can't be relied on.
fn arrived(request: hyper::Request<Incoming>, peer: SocketAddr, is_ambiguous: &AtomicBool) -> Request {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    if is_ambiguous.load(Ordering::Relaxed) {
        request.extensions_mut().insert(Ambiguous);
    }
    request
}
