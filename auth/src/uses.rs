//! When sessions were used, until it is written down. That is done for many at a time, because each commit waits for the
//! disk: a hundred thousand people who look around would need two thousand a second.

use crate::{Auth, AuthError};
use domain::{SessionId, Timestamp};
use std::{
    collections::BTreeMap,
    mem,
    sync::{Mutex, PoisonError},
};

/// Uses that nobody has written down yet. Whoever crashes forgets them: those sessions may end a minute early.
#[derive(Debug, Default)]
pub(crate) struct Uses(Mutex<BTreeMap<SessionId, Use>>);

/// That a session was used, and when it ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl Uses {
    pub(crate) fn add(&self, session: SessionId, used: Use) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(session, used);
    }

    /// When it was used last, if that is not written down yet.
    pub(crate) fn last_of(&self, session: SessionId) -> Option<Timestamp> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&session).map(|used| used.at)
    }

    /// All of them, in an order that is the same for everybody: so no two who write the same ones wait for each other.
    fn take(&self) -> Vec<(SessionId, Use)> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect()
    }
}

impl Auth {
    /// Writes down which sessions were used since the last time. What could not be written is forgotten: it is written
    /// anew when they are used again in a minute.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails.
    pub async fn note_uses(&self) -> Result<(), AuthError> {
        Ok(self.db.note_uses(&self.uses.take()).await?)
    }
}
