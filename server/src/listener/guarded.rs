//! A connection whose peer has to finish the head of each request in time, and must not be silent for too long.

use super::{ConnectionLimits, framing::Framing, patience::Patience};
use std::{
    io::{self, ErrorKind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    /// The rest of a head.
    Head,
    /// Our answer; or a body, whose reader has a clock of its own.
    Answer,
    /// Another request, since the last answer.
    Request,
}

/// The connection, with what has arrived on it so far.
pub(super) struct Guarded<S> {
    inner: S,
    framing: Framing,
    is_ambiguous: Arc<AtomicBool>,
    limits: ConnectionLimits,
    awaited: Awaited,
    patience: Patience,
}

impl<S> Guarded<S> {
    /// The time for the first head begins now.
    pub(super) fn new(inner: S, limits: ConnectionLimits) -> Self {
        let (framing, patience) = (Framing::new(), Patience::of(limits.head));
        Self { inner, framing, is_ambiguous: Arc::default(), limits, awaited: Awaited::Head, patience }
    }

    /// Whether a request has arrived that others may read differently; true from then on.
    pub(super) fn is_ambiguous(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_ambiguous)
    }

    fn follow(&mut self, bytes: &[u8]) {
        let heads = self.framing.heads();
        self.framing.follow(bytes);
        if self.framing.heads() != heads {
            self.awaited = Awaited::Answer;
            self.patience.rest();
        }
        if self.framing.is_in_head() && self.awaited != Awaited::Head {
            self.awaited = Awaited::Head;
            self.patience.begin(self.limits.head);
        }
        if self.framing.is_ambiguous() {
            self.is_ambiguous.store(true, Ordering::Relaxed);
        }
    }

    /// Where something of an answer was taken, the next request is waited for: whether that was all of it, only that tells.
    /// The library may not ask for it before it is woken up, so the timer has to know now whom to wake.
    fn follow_answer(&mut self, written: &Poll<io::Result<usize>>, context: &mut Context<'_>) {
        if matches!(written, Poll::Ready(Ok(1..))) && self.awaited != Awaited::Head {
            self.awaited = Awaited::Request;
            self.patience.begin(self.limits.idle);
            // It has just begun.
            _ = self.patience.poll(context);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buf);
        match &read {
            Poll::Pending => self.patience.poll(context).map(|()| Err(ErrorKind::TimedOut.into())),
            Poll::Ready(Ok(())) => {
                self.follow(buf.filled().get(before..).unwrap_or_default());
                read
            }
            Poll::Ready(Err(_)) => read,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.follow_answer(&written, context);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.follow_answer(&written, context);
        written
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
