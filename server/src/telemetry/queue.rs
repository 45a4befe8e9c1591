//! Lines of the log wait in a queue for a thread that writes them. Where nobody reads them, or the disk is full, they are
//! lost and counted: who has something to say never waits.

use std::{
    io::{self, Write},
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, SyncSender, TrySendError},
    },
    thread,
    time::{Duration, Instant},
};
use tracing_subscriber::fmt::MakeWriter;

/// So many lines may wait.
const MOST: usize = 8_192;
/// How long the end of the process waits for what is still to be written.
const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(5);

/// Of one process, as its log is.
static LOST: AtomicU64 = AtomicU64::new(0);

/// Takes lines.
#[derive(Clone, Debug)]
pub(super) struct Queue(SyncSender<Message>);

/// Whoever drops this waits for a moment until all lines are written.
#[derive(Debug)]
pub struct Flush(Queue);

#[derive(Debug)]
enum Message {
    Line(Vec<u8>),
    /// Answered when all lines before it are written.
    Flush(SyncSender<()>),
}

/// How many lines were lost.
pub(crate) fn lost() -> u64 {
    LOST.load(Ordering::Relaxed)
}

impl Queue {
    /// A queue in front of this, which a thread of its own writes to.
    pub(super) fn before(log: impl Write + Send + 'static) -> (Self, Flush) {
        let (sender, messages) = mpsc::sync_channel(MOST);
        let writer = thread::Builder::new().name("log".into()).spawn(move || write(&messages, log));
        // Without a thread, there is nobody to tell, either: all lines are lost, and counted.
        drop(writer);
        let queue = Self(sender);
        (queue.clone(), Flush(queue))
    }
}

impl<'a> MakeWriter<'a> for Queue {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Each write is a whole line.
impl Write for Queue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.try_send(Message::Line(line.to_vec())).is_err() {
            LOST.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Flush {
    fn drop(&mut self) {
        let (deadline, (done, is_done)) = (Instant::now() + PATIENCE, mpsc::sync_channel(1));
        let mut message = Message::Flush(done);
        while let Err(TrySendError::Full(unsent)) = self.0.0.try_send(message) {
            if Instant::now() >= deadline {
                return;
            }
            message = unsent;
            thread::sleep(PAUSE);
        }
        // What could not be written by now is lost.
        _ = is_done.recv_timeout(deadline.saturating_duration_since(Instant::now()));
    }
}

fn write(messages: &Receiver<Message>, mut log: impl Write) {
    let mut told = lost();
    for message in messages {
        match message {
            Message::Line(line) if log.write_all(&line).is_ok() => {
                let lines = lost() - told;
                if lines > 0 {
                    told += lines;
                    tracing::warn!(event = "log_lines_lost", lines);
                }
            }
            Message::Line(_) => _ = LOST.fetch_add(1, Ordering::Relaxed),
            // Nobody waits any more.
            Message::Flush(done) => _ = done.send(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes a line whenever somebody takes one from it.
    struct Slow(SyncSender<String>);

    impl Write for Slow {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.send(String::from_utf8(line.to_vec()).unwrap()).map_err(io::Error::other)?;
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_end_waits_for_all_lines_in_their_order() {
        let (written, lines) = mpsc::sync_channel(1_000);
        let (mut queue, flush) = Queue::before(Slow(written));
        for line in 0..1_000 {
            write!(queue, "{line}").unwrap();
        }
        drop(flush);
        assert_eq!(lines.try_iter().collect::<Vec<_>>(), (0..1_000).map(|line| line.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn what_has_no_place_is_lost_and_counted_and_nobody_waits_for_it() {
        let (written, lines) = mpsc::sync_channel(0);
        let (mut queue, flush) = Queue::before(Slow(written));
        let before = lost();
        for line in 0..MOST + 10 {
            write!(queue, "{line}").unwrap();
        }
        // One is with the writer.
        assert!((9..=10).contains(&(lost() - before)), "{}", lost() - before);
        assert_eq!(lines.iter().take(MOST).last().as_deref(), Some("8191"));
        drop((lines, flush));
    }
}
