//! Removing what has expired.

use super::{
    Db, DbError,
    statement::{Statement, sql},
};
use crate::Swept;
use domain::Timestamp;

/// Rows that one statement removes: few enough that it is over in milliseconds, however much has gathered.
const BATCH: i64 = 1_000;

impl Db {
    /// Deletes sessions, reset tokens, mails, unconfirmed and former addresses, devices and counters that ended before
    /// `now`, and what happened before `remembered`; answers how many of each. Several instances may do so at once: each
    /// row is removed by one of them.
    pub(crate) async fn delete_expired(&self, now: Timestamp, remembered: Timestamp) -> Result<Swept, DbError> {
        // The condition stands outside once more because a row may be replaced between the look and the deletion.
        let sessions = "DELETE FROM sessions WHERE expires_at <= $1 AND id IN
                            (SELECT id FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        let tokens = "DELETE FROM password_reset_tokens WHERE expires_at <= $1 AND user_id IN
                          (SELECT user_id FROM password_reset_tokens WHERE expires_at <= $1
                           ORDER BY expires_at LIMIT $2)";
        let activities = "DELETE FROM activities WHERE happened_at <= $1 AND id IN
                              (SELECT id FROM activities WHERE happened_at <= $1 ORDER BY happened_at LIMIT $2)";
        // There are few of them, unless the mail server has been away for long; no index is worth a write for each mail.
        let mails = "DELETE FROM outbox WHERE expires_at <= $1 AND id IN
                         (SELECT id FROM outbox WHERE expires_at <= $1 LIMIT $2)";
        let confirmations = "DELETE FROM email_confirmations WHERE expires_at <= $1 AND user_id IN
                                 (SELECT user_id FROM email_confirmations WHERE expires_at <= $1
                                  ORDER BY expires_at LIMIT $2)";
        let undos = "DELETE FROM email_undos WHERE expires_at <= $1 AND id IN
                         (SELECT id FROM email_undos WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        let devices = "DELETE FROM devices WHERE expires_at <= $1 AND id IN
                           (SELECT id FROM devices WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        Ok(Swept {
            sessions: self.delete_in_batches(sql(sessions), now).await?,
            reset_tokens: self.delete_in_batches(sql(tokens), now).await?,
            activities: self.delete_in_batches(sql(activities), remembered).await?,
            mails: self.delete_in_batches(sql(mails).scanning(), now).await?,
            confirmations: self.delete_in_batches(sql(confirmations), now).await?,
            undos: self.delete_in_batches(sql(undos), now).await?,
            devices: self.delete_in_batches(sql(devices), now).await?,
            limits: self.delete_limits(now).await?,
        })
    }

    pub(super) async fn delete_in_batches(
        &self,
        statement: Statement<'static>,
        before: Timestamp,
    ) -> Result<u64, DbError> {
        let (delete, mut total) = (statement.bind(before).bind(BATCH), 0);
        loop {
            let deleted = self.write(delete.clone()).await?;
            total += deleted;
            if deleted == 0 {
                return Ok(total);
            }
        }
    }
}
