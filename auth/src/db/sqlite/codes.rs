//! SQLite's result codes (sqlite.org/rescode.html), and what they mean.

use crate::db::error::Meaning;
use std::error::Error as StdError;

// Kinds of results: their lowest byte.
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
pub(in crate::db) const READ_ONLY: u32 = 8;
const IO_ERROR: u32 = 10;
pub(in crate::db) const CORRUPT: u32 = 11;
const FULL: u32 = 13;
pub(in crate::db) const CANT_OPEN: u32 = 14;
pub(in crate::db) const NOT_A_DATABASE: u32 = 26;

/// What SQLite's result codes mean.
pub(in crate::db) fn meaning(code: &str) -> Meaning {
    match primary(code) {
        // Held by another process for longer than we wait; the disk is full, fails, or has become read-only.
        Some(BUSY | LOCKED | READ_ONLY | IO_ERROR | FULL | CANT_OPEN) => Meaning::Unavailable,
        Some(CORRUPT | NOT_A_DATABASE) => Meaning::Damaged,
        _ => Meaning::Fault,
    }
}

/// The kind of a result code: its lowest byte; the others say more.
fn primary(code: &str) -> Option<u32> {
    code.parse::<u32>().ok().map(|code| code & 0xff)
}

/// The kind of SQLite's result, where an error is one.
pub(in crate::db) fn primary_code(error: &sqlx::Error) -> Option<u32> {
    primary(&error.as_database_error()?.code()?)
}

/// Whether SQLite could not read or write a file.
pub(in crate::db) fn is_of_files(error: &sqlx::Error) -> bool {
    matches!(primary_code(error), Some(READ_ONLY | IO_ERROR | FULL | CANT_OPEN))
}

/// Whether somebody else holds a lock.
pub(super) fn is_busy(error: &(dyn StdError + Send + Sync + 'static)) -> bool {
    error.downcast_ref().and_then(primary_code) == Some(BUSY)
}
