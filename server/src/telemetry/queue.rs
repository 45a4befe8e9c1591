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
/// So long a line may wait for others that are written with it.
const GATHERING: Duration = Duration::from_millis(2);
/// So many bytes are written at once, or a line more.
const LARGE: usize = 64 * 1024;

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

/// Lines that are written together.
struct Batch<W> {
    log: W,
    text: Vec<u8>,
    lines: u64,
    /// Of the lost ones, how many were told of.
    told: u64,
}

/// Whoever wakes this thread pays for it, so that it gathers lines for a moment before it waits for more.
fn write(messages: &Receiver<Message>, log: impl Write) {
    let mut batch = Batch { log, text: Vec::new(), lines: 0, told: lost() };
    for first in messages {
        batch.take(first);
        thread::sleep(GATHERING);
        while let Ok(next) = messages.try_recv() {
            batch.take(next);
        }
        batch.write();
    }
}

impl<W: Write> Batch<W> {
    fn take(&mut self, message: Message) {
        match message {
            Message::Line(line) => {
                self.text.extend_from_slice(&line);
                self.lines += 1;
                if self.text.len() >= LARGE {
                    self.write();
                }
            }
            Message::Flush(done) => {
                self.write();
                // Nobody waits any more.
                _ = done.send(());
            }
        }
    }

    fn write(&mut self) {
        if self.lines == 0 {
            return;
        }
        if self.log.write_all(&self.text).is_ok() {
            self.tell();
        } else {
            LOST.fetch_add(self.lines, Ordering::Relaxed);
        }
        self.text.clear();
        self.lines = 0;
    }

    /// Says how many lines were lost, now that some can be written.
    fn tell(&mut self) {
        let lines = lost() - self.told;
        if lines > 0 {
            self.told += lines;
            tracing::warn!(event = "log_lines_lost", lines);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// Takes what is written whenever it is told to, and freely when nobody tells it any more.
    struct Slow {
        asked: SyncSender<()>,
        told: Receiver<()>,
        written: Arc<Mutex<Vec<String>>>,
    }

    /// A queue before something slow: it, and what it was asked, may be told, and has taken each time.
    struct Watched {
        queue: Queue,
        flush: Flush,
        asked: Receiver<()>,
        tell: SyncSender<()>,
        written: Arc<Mutex<Vec<String>>>,
    }

    impl Watched {
        fn begin() -> Self {
            let ((asking, asked), (tell, told)) = (mpsc::sync_channel(1_000), mpsc::sync_channel(1_000));
            let written = Arc::<Mutex<Vec<String>>>::default();
            let (queue, flush) = Queue::before(Slow { asked: asking, told, written: Arc::clone(&written) });
            Self { queue, flush, asked, tell, written }
        }

        fn say(&mut self, lines: std::ops::Range<usize>) {
            for line in lines {
                self.queue.write_all(format!("{line}\n").as_bytes()).unwrap();
            }
        }

        /// What was written each time, when whoever is slow was let go on.
        fn end(self) -> Vec<String> {
            drop(self.tell);
            drop((self.queue, self.flush));
            std::mem::take(&mut *self.written.lock().unwrap())
        }
    }

    impl Write for Slow {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            _ = self.asked.send(());
            _ = self.told.recv();
            self.written.lock().unwrap().push(String::from_utf8(text.to_vec()).unwrap());
            Ok(text.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn numbers(range: std::ops::Range<usize>) -> String {
        range.map(|number| format!("{number}\n")).collect()
    }

    #[test]
    fn the_end_waits_for_all_lines_in_their_order() {
        let mut watched = Watched::begin();
        watched.say(0..1_000);
        assert_eq!(watched.end().concat(), numbers(0..1_000));
    }

    #[test]
    fn lines_that_come_together_are_written_together() {
        let mut watched = Watched::begin();
        watched.say(0..1);
        watched.asked.recv().unwrap();
        watched.say(1..1_001);
        assert_eq!(watched.end(), [numbers(0..1), numbers(1..1_001)]);
    }

    #[test]
    fn what_has_no_place_is_lost_and_counted_and_nobody_waits_for_it() {
        let mut watched = Watched::begin();
        watched.say(0..1);
        watched.asked.recv().unwrap();
        let before = lost();
        watched.say(1..MOST + 11);
        assert_eq!(lost() - before, 10);
        assert_eq!(watched.end().concat(), numbers(0..MOST + 1));
    }
}
