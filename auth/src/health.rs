//! Whether the service could do its work just now.

use crate::Auth;

/// What the database is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatabaseHealth {
    /// Whether it takes a change, and keeps it.
    pub takes_changes: Verdict,
    /// Whether its schema is that of this version.
    pub has_our_schema: Verdict,
    /// Whether what was opened is still there, and intact as far as anybody noticed.
    pub is_in_place: Verdict,
}

/// What came of a look at something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is as it should be.
    Ok,
    /// It is not.
    Failed,
    /// It could not be looked at.
    Unknown,
}

impl From<bool> for Verdict {
    fn from(is_well: bool) -> Self {
        if is_well { Self::Ok } else { Self::Failed }
    }
}

impl Auth {
    /// Looks at the database, and makes a change there that leaves nothing behind. What is wrong is in the log.
    pub async fn look_at_database(&self) -> DatabaseHealth {
        let is_in_place = Verdict::from(self.db.is_in_place());
        match self.db.probe().await {
            Ok(has_our_schema) => {
                DatabaseHealth { takes_changes: Verdict::Ok, has_our_schema: has_our_schema.into(), is_in_place }
            }
            Err(error) => {
                tracing::warn!(%error, "the database takes no changes");
                DatabaseHealth { takes_changes: Verdict::Failed, has_our_schema: Verdict::Unknown, is_in_place }
            }
        }
    }
}
