//! The file that was opened. It can be taken away while it is open: SQLite would go on with one that nobody finds again.

use std::{
    fs::Metadata,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

/// An open file, and what became of it.
#[derive(Debug)]
pub(super) struct File {
    /// Where it was opened, and which it was; none for a database in memory.
    opened: Option<(PathBuf, Option<Identity>)>,
    is_damaged: AtomicBool,
}

/// What tells a file from every other that is there at the same time: its device, and its number there.
type Identity = (u64, u64);

impl File {
    /// The file that has just been opened there.
    pub(super) async fn at(path: PathBuf) -> Self {
        let identity = identity_at(&path).await;
        Self { opened: Some((path, identity)), is_damaged: AtomicBool::new(false) }
    }

    /// Nothing that could be taken away.
    pub(super) fn in_memory() -> Self {
        Self { opened: None, is_damaged: AtomicBool::new(false) }
    }

    /// Whether it is still at its path, and nobody has found it damaged.
    pub(super) async fn is_in_place(&self) -> bool {
        let is_there = match &self.opened {
            Some((path, identity)) => identity.is_some() && identity_at(path).await == *identity,
            None => true,
        };
        is_there && !self.is_damaged.load(Ordering::Relaxed)
    }

    /// Remembers an error that says that the file is damaged, and tells of the first.
    pub(super) fn note(&self, error: &sqlx::Error) {
        if is_damage(error) && !self.is_damaged.swap(true, Ordering::Relaxed) {
            tracing::error!(event = "database_damaged", %error, "restore a backup");
        }
    }
}

/// SQLITE_CORRUPT and SQLITE_NOTADB, in any of their extended forms.
fn is_damage(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| matches!(code & 0xff, 11 | 26))
}

async fn identity_at(path: &Path) -> Option<Identity> {
    tokio::fs::metadata(path).await.ok().and_then(|metadata| identity(&metadata))
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

/// Elsewhere, only whether there is a file is seen.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<Identity> {
    Some((0, 0))
}
