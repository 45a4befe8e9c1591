//! Rows of `decoys`: written where nothing is to be stored, so that waiting for the disk does not tell an address that is
//! known from one that is not.

use super::{
    email_key,
    statement::{Statement, sql},
};
use domain::{Email, Timestamp};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The statement that writes as if something were stored, for transactions. A random id picks one of 256 rows, so that
/// many at once seldom wait for the same one, as where each adds a row.
pub(super) fn decoy(id: Uuid, now: Timestamp) -> Statement<'static> {
    let [row, ..] = id.into_bytes();
    write(row, now)
}

/// The same where each changes the one row of an address: many at once wait for the same one.
pub(super) fn decoy_of(email: &Email, now: Timestamp) -> Statement<'static> {
    let [row, ..]: [u8; 32] = Sha256::digest(email_key(email)).into();
    write(row, now)
}

fn write(row: u8, now: Timestamp) -> Statement<'static> {
    sql("INSERT INTO decoys (id, written_at) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at")
    .bind(i64::from(row))
    .bind(now)
}
