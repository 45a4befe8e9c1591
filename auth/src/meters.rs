//! Meters count what the service does, for whoever wants to know. They decide nothing, and begin at zero with each
//! start.

mod timings;

pub use timings::Timings;

use crate::{Auth, AuthError, db::Scope, limits::Subject};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

/// What one service has done since its start.
#[derive(Debug, Default)]
pub struct Meters {
    /// Passwords and codes that wait for a hash, just now.
    pub hashes_waiting: Count,
    /// Those that waited in vain.
    pub hashes_refused: Count,
    /// Attempts that were within the limits.
    pub admitted: Count,
    refused: [Count; Subject::ALL.len()],
    /// Mails that the mail server took.
    pub mails_sent: Count,
    /// Tries that failed, and are made again later.
    pub mails_put_off: Count,
    /// Mails that nobody tries to send any more.
    pub mails_given_up: Count,
    /// Sessions that began.
    pub sessions_begun: Count,
    /// How long it took to get a connection to the database, in vain or not.
    pub acquiring: Timings,
    /// How long statements took that change nothing.
    pub reading: Timings,
    /// How long changes took, whole transactions included.
    pub writing: Timings,
}

/// A number of something.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

/// Something that is counted for as long as it lasts.
#[derive(Debug)]
pub struct Lasting<'a>(&'a Count);

/// How busy the password hasher is, just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashing {
    /// How many hashes may be made at once.
    pub permits: u64,
    /// How many are being made.
    pub running: u64,
}

impl Count {
    /// One more.
    pub fn increase(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// One more, until the answer is dropped.
    pub fn hold(&self) -> Lasting<'_> {
        self.increase();
        Lasting(self)
    }

    /// How many.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Lasting<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Meters {
    /// How many attempts each limit has refused.
    pub fn refused(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Subject::ALL.into_iter().zip(&self.refused).map(|(subject, count)| (subject.name(), count.get()))
    }

    pub(crate) fn refuse(&self, subject: Subject) {
        if let Some(count) = self.refused.get(subject as usize) {
            count.increase();
        }
    }
}

/// Times one use of the database: waiting for a connection, then working on it. What is cut off is counted, too.
pub(crate) struct Stopwatch {
    meters: Arc<Meters>,
    scope: Scope,
    begun: Instant,
    is_working: bool,
}

impl Stopwatch {
    pub(crate) fn start(meters: &Arc<Meters>, scope: Scope) -> Self {
        Self { meters: Arc::clone(meters), scope, begun: Instant::now(), is_working: false }
    }

    /// There is a connection.
    pub(crate) fn acquired(&mut self) {
        let now = Instant::now();
        self.meters.acquiring.observe(now - self.begun);
        (self.begun, self.is_working) = (now, true);
    }
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        let timings = match (self.is_working, self.scope) {
            (false, _) => &self.meters.acquiring,
            (true, Scope::Read) => &self.meters.reading,
            (true, Scope::Write | Scope::Transaction) => &self.meters.writing,
        };
        timings.observe(self.begun.elapsed());
    }
}

impl Auth {
    /// What this service has done since it was opened.
    #[must_use]
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// How many hashes are being made, of how many that may.
    #[must_use]
    pub fn hashing(&self) -> Hashing {
        self.hasher.hashing()
    }

    /// How many sessions are stored: those that are live, and those that have ended since the last sweep. All of them
    /// have to be counted for it, so ask seldom.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails.
    pub async fn stored_sessions(&self) -> Result<u64, AuthError> {
        Ok(self.db.count_sessions().await?)
    }

    /// How many mails are on their way.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails.
    pub async fn waiting_mails(&self) -> Result<u64, AuthError> {
        Ok(self.db.count_mails().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lasts_is_counted_for_as_long() {
        let count = Count::default();
        let (first, second) = (count.hold(), count.hold());
        assert_eq!(count.get(), 2);
        drop(first);
        assert_eq!(count.get(), 1);
        drop(second);
        assert_eq!(count.get(), 0);
    }

    #[test]
    fn every_limit_has_a_name_and_a_count_of_its_own() {
        let meters = Meters::default();
        for (turn, subject) in Subject::ALL.into_iter().enumerate() {
            assert_eq!(subject as usize, turn);
            (0..=turn).for_each(|_| meters.refuse(subject));
        }
        let refused: Vec<_> = meters.refused().collect();
        assert_eq!(refused.iter().map(|(_, count)| *count).collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
        assert_eq!((refused[0].0, refused[11].0), ("sign_ins", "codes"));
    }
}
