//! The clock tells the time, and tests may set it.

use domain::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

#[cfg(any(test, feature = "test-support"))]
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Where the service takes the time from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The operating system's clock.
    #[default]
    System,
    /// A clock that stands still until a test moves it; milliseconds since the epoch.
    #[cfg(any(test, feature = "test-support"))]
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => system_time(),
            #[cfg(any(test, feature = "test-support"))]
            Self::Manual(millis) => Timestamp::from_millis(millis.load(Ordering::SeqCst)),
        }
    }

    /// A clock that stands still at `start`.
    #[cfg(any(test, feature = "test-support"))]
    #[must_use]
    pub fn manual(start: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(start.as_millis())))
    }

    /// Moves a manual clock forward; the system's clock takes no orders.
    #[cfg(any(test, feature = "test-support"))]
    pub fn advance(&self, by: std::time::Duration) {
        if let Self::Manual(millis) = self {
            millis.store(self.now().plus(by).as_millis(), Ordering::SeqCst);
        }
    }

    /// Sets a manual clock back; the system's clock takes no orders.
    #[cfg(any(test, feature = "test-support"))]
    pub fn set_back(&self, by: std::time::Duration) {
        if let Self::Manual(millis) = self {
            millis.store(self.now().minus(by).as_millis(), Ordering::SeqCst);
        }
    }
}

/// A clock set before 1970 reads as 1970: everything then looks unexpired rather than failing.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the operating system for the time")]
fn system_time() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(0).plus(since_epoch)
}
