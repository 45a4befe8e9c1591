//! A connection whose peer has to finish the head of each request in time.

use super::framing::Framing;
use std::{
    io::{self, ErrorKind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// The connection, with what has arrived on it so far.
pub(super) struct Guarded<S> {
    inner: S,
    framing: Framing,
    is_ambiguous: Arc<AtomicBool>,
    limit: Duration,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> Guarded<S> {
    /// The time for the first head begins now.
    pub(super) fn new(inner: S, limit: Duration) -> Self {
        let deadline = Some(Box::pin(sleep(limit)));
        Self { inner, framing: Framing::new(), is_ambiguous: Arc::default(), limit, deadline }
    }

    /// Whether a request has arrived that others may read differently; true from then on.
    pub(super) fn is_ambiguous(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_ambiguous)
    }

    fn follow(&mut self, bytes: &[u8]) {
        let heads = self.framing.heads();
        self.framing.follow(bytes);
        if self.framing.heads() != heads {
            self.deadline = None;
        }
        if self.framing.is_in_head() && self.deadline.is_none() {
            self.deadline = Some(Box::pin(sleep(self.limit)));
        }
        if self.framing.is_ambiguous() {
            self.is_ambiguous.store(true, Ordering::Relaxed);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buf);
        match (&read, &mut self.deadline) {
            (Poll::Pending, Some(deadline)) => {
                deadline.as_mut().poll(context).map(|()| Err(ErrorKind::TimedOut.into()))
            }
            (Poll::Ready(Ok(())), _) => {
                self.follow(buf.filled().get(before..).unwrap_or_default());
                read
            }
            _ => read,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
