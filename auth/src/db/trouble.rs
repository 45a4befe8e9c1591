//! What is remembered of a database that fails: damage for good, and all else for the log.

use super::DbError;
use crate::Rarely;
use std::sync::atomic::{AtomicBool, Ordering};

/// The state of a database, shared by all who use it.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    is_damaged: AtomicBool,
    damaged: Rarely,
    unavailable: Rarely,
}

impl Trouble {
    /// Whether damage was found. Nothing mends that but a start on a sound database.
    pub(super) fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::SeqCst)
    }

    /// Notes that what is stored can't be read, so that nothing is written any more.
    pub(super) fn note_damage(&self, cause: &str) {
        self.is_damaged.store(true, Ordering::SeqCst);
        if let Some(passed_over) = self.damaged.is_due() {
            tracing::error!(event = "db_corrupt", cause, passed_over, "restore a backup; nothing is written any more");
        }
    }

    /// Notes an error on its way to whoever asked.
    pub(super) fn note(&self, error: DbError) -> DbError {
        match &error {
            DbError::Damaged(cause) => self.note_damage(&cause.to_string()),
            DbError::Unavailable(cause) => {
                if let Some(passed_over) = self.unavailable.is_due() {
                    tracing::warn!(event = "db_unavailable", %cause, passed_over);
                }
            }
            DbError::Closed | DbError::Sqlx(_) | DbError::Corrupt(_) => {}
        }
        error
    }
}
