//! What happens with every request while something is broken is said once a second, not with every request.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Something is said at most this often.
const PAUSE: Duration = Duration::from_secs(1);

/// Whether it is time to say something once more.
#[derive(Debug, Default)]
pub struct Rarely(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    said_at: Option<Instant>,
    passed_over: u64,
}

impl Rarely {
    /// Nothing was said yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Mutex::new(State { said_at: None, passed_over: 0 }))
    }

    /// Whether it may be said now: then, how often it was not since it was said last.
    pub fn is_due(&self) -> Option<u64> {
        self.is_due_at(Instant::now())
    }

    fn is_due_at(&self, now: Instant) -> Option<u64> {
        // Two numbers are whole, whoever panicked.
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.said_at.is_some_and(|said_at| now.saturating_duration_since(said_at) < PAUSE) {
            state.passed_over += 1;
            return None;
        }
        state.said_at = Some(now);
        Some(std::mem::take(&mut state.passed_over))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_all_the_time_is_said_once_a_second_with_how_often_it_was_not() {
        let (rarely, start) = (Rarely::new(), Instant::now());
        assert_eq!(rarely.is_due_at(start), Some(0));
        for millis in [1, 500, 999] {
            assert_eq!(rarely.is_due_at(start + Duration::from_millis(millis)), None);
        }
        assert_eq!(rarely.is_due_at(start + PAUSE), Some(3));
        assert_eq!(rarely.is_due_at(start + PAUSE * 3), Some(0));
    }
}
