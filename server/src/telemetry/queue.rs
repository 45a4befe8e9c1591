//! Lines of the log wait in memory for a thread that writes them. Where nobody reads them, or the disk is full, they are
//! lost and counted: who has something to say never waits.

use std::{
    io::{self, Write},
    mem,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};
use tracing_subscriber::fmt::MakeWriter;

/// So many lines may wait.
const MOST: usize = 8_192;
/// How long the end of the process waits for what is still to be written.
const PATIENCE: Duration = Duration::from_secs(1);
/// So long a line may wait for others that are written with it.
const GATHERING: Duration = Duration::from_millis(2);
/// Memory for so many bytes is kept for the lines that come next.
const USUAL: usize = 64 * 1024;

/// Of one process, as its log is.
static LOST: AtomicU64 = AtomicU64::new(0);

/// Takes lines.
#[derive(Clone, Debug)]
pub(super) struct Queue(Arc<Shared>);

/// Whoever drops this waits for a moment until all lines are written.
#[derive(Debug)]
pub struct Flush(Queue);

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// Told when the first line has come, or the end.
    comes: Condvar,
    /// Told when nothing waits any more.
    is_written: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    lines: Lines,
    /// Whether lines that came before are being written.
    is_writing: bool,
    /// Whether no more are taken.
    has_ended: bool,
}

/// Lines that are written together.
#[derive(Debug, Default)]
struct Lines {
    text: Vec<u8>,
    number: usize,
}

/// How many lines were lost.
pub(crate) fn lost() -> u64 {
    LOST.load(Ordering::Relaxed)
}

impl Queue {
    /// A queue in front of this, which a thread of its own writes to.
    pub(super) fn before(log: impl Write + Send + 'static) -> (Self, Flush) {
        let queue = Self(Arc::default());
        let (shared, told) = (Arc::clone(&queue.0), lost());
        let writer = thread::Builder::new().name("log".into()).spawn(move || write(&shared, log, told));
        // Without a thread, there is nobody to tell, either: all lines are lost, and counted.
        queue.0.waiting().has_ended = writer.is_err();
        (queue.clone(), Flush(queue))
    }
}

impl Shared {
    /// Nothing that is done under this lock can panic halfway.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for lines, and takes all that have come; `false` when there are none and no more are taken.
    fn take(&self, lines: &mut Lines) -> bool {
        let is_idle = |waiting: &mut Waiting| waiting.lines.number == 0 && !waiting.has_ended;
        let waiting = self.comes.wait_while(self.waiting(), is_idle).unwrap_or_else(PoisonError::into_inner);
        let has_ended = waiting.has_ended;
        drop(waiting);
        if !has_ended {
            thread::sleep(GATHERING);
        }
        let mut waiting = self.waiting();
        mem::swap(&mut waiting.lines, lines);
        waiting.is_writing = lines.number > 0;
        waiting.is_writing
    }
}

impl<'a> MakeWriter<'a> for Queue {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> &'a Self {
        self
    }
}

/// Each write is a whole line.
impl Write for &Queue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = self.0.waiting();
        if waiting.lines.number < MOST && !waiting.has_ended {
            let lines = &mut waiting.lines;
            lines.text.extend_from_slice(line);
            lines.number += 1;
            if lines.number == 1 {
                self.0.comes.notify_one();
            }
        } else {
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
        let Self(Queue(shared)) = self;
        let mut waiting = shared.waiting();
        waiting.has_ended = true;
        shared.comes.notify_one();
        let is_unwritten = |waiting: &mut Waiting| waiting.is_writing || waiting.lines.number > 0;
        // What could not be written by then is lost.
        drop(shared.is_written.wait_timeout_while(waiting, PATIENCE, is_unwritten));
    }
}

/// Whoever wakes this thread pays for it, so that it gathers lines for a moment before it writes them.
fn write(shared: &Shared, mut log: impl Write, mut told: u64) {
    let mut lines = Lines::default();
    while shared.take(&mut lines) {
        if log.write_all(&lines.text).is_ok() {
            tell(&mut told);
        } else {
            LOST.fetch_add(lines.number as u64, Ordering::Relaxed);
        }
        lines.text.clear();
        lines.text.shrink_to(USUAL);
        lines.number = 0;
        let mut waiting = shared.waiting();
        waiting.is_writing = false;
        if waiting.lines.number == 0 {
            shared.is_written.notify_all();
        }
    }
}

/// Says how many lines were lost, now that some can be written.
fn tell(told: &mut u64) {
    let lines = lost() - *told;
    if lines > 0 {
        *told += lines;
        tracing::warn!(event = "log_lines_lost", lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{self, Receiver, SyncSender};

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
                (&self.queue).write_all(format!("{line}\n").as_bytes()).unwrap();
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
        let queue = watched.queue.clone();
        assert_eq!(watched.end().concat(), numbers(0..MOST + 1));
        (&queue).write_all(b"after the end\n").unwrap();
        assert_eq!(lost() - before, 11);
    }
}
