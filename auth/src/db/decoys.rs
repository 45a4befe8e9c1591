//! Rows of `decoys`: written where nothing is to be stored, so that waiting for the disk does not tell an address that is
//! known from one that is not.

use super::statement::{Statement, sql};
use domain::Timestamp;
use uuid::Uuid;

/// The statement that writes as if something were stored, for transactions. A random id picks one of 256 rows, so that
/// many at once seldom wait for the same one.
pub(super) fn decoy(id: Uuid, now: Timestamp) -> Statement<'static> {
    let [row, ..] = id.into_bytes();
    sql("INSERT INTO decoys (id, written_at) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at")
    .bind(i64::from(row))
    .bind(now)
}
