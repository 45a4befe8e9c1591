//! Changes to an account as a whole: several tables, all or nothing.

use super::{
    Db, DbError, Scope, UserChange,
    activities::NewActivity,
    sessions::delete_sessions_but,
    statement::{Connection, sql},
    users::update_user,
    work::Work,
};
use crate::hasher::PasswordHash;
use domain::{SessionId, UserId};

/// A password about to be replaced by who knows it.
#[derive(Debug)]
pub(crate) struct PasswordChange<'a> {
    pub(crate) user: UserId,
    /// The session in which it happens; all others end.
    pub(crate) session: SessionId,
    /// Of the password that was checked. If there is a newer one, nothing changes.
    pub(crate) password_version: i64,
    pub(crate) password: &'a PasswordHash,
    pub(crate) activity: &'a NewActivity<'a>,
}

impl Db {
    /// Changes a password, ends all other sessions and makes codes from older mails useless; `false` when the password
    /// was changed meanwhile.
    pub(crate) async fn change_password(&self, change: &PasswordChange<'_>) -> Result<bool, DbError> {
        self.run(Scope::Transaction, change).await
    }

    /// Removes every row of a user; `false` when there was none.
    pub(crate) async fn delete_user(&self, user: UserId) -> Result<bool, DbError> {
        self.run(Scope::Transaction, &DeleteUser(user)).await
    }
}

/// The transaction of [`Db::delete_user`].
struct DeleteUser(UserId);

impl Work for DeleteUser {
    type Done = bool;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<bool, sqlx::Error> {
        connection.execute(&sql("DELETE FROM outbox WHERE user_id = $1").bind(self.0)).await?;
        // All other tables go with this one (`ON DELETE CASCADE`).
        Ok(connection.execute(&sql("DELETE FROM users WHERE id = $1").bind(self.0)).await? == 1)
    }
}

impl Work for PasswordChange<'_> {
    type Done = bool;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<bool, sqlx::Error> {
        let change = UserChange::NextPassword { version: self.password_version, new: self.password };
        if connection.execute(&update_user(self.user, &change)).await? == 0 {
            return Ok(false);
        }
        connection.execute(&delete_sessions_but(self.user, self.session)).await?;
        let keep = sql("UPDATE sessions SET password_version = $1, confirmed_at = $2 WHERE id = $3")
            .bind(self.password_version + 1)
            .bind(self.activity.happened_at)
            .bind(self.session);
        connection.execute(&keep).await?;
        connection.execute(&sql("DELETE FROM password_reset_tokens WHERE user_id = $1").bind(self.user)).await?;
        connection.execute(&self.activity.of(self.user)).await?;
        Ok(true)
    }
}
