//! Disabling an account, and enabling it again.

use super::{
    Db, DbError, Scope,
    activities::NewActivity,
    confirmations::drop_change,
    reset_tokens::drop_reset_token,
    sessions::delete_sessions_of,
    statement::{Connection, Statement, sql},
    work::Work,
};
use domain::UserId;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Off,
    On,
}

impl Db {
    /// Disables an account and ends whatever was begun for it; answers how many sessions that were. `None` when there is
    /// no such account, or it was disabled before.
    pub(crate) async fn disable(&self, user: UserId, activity: &NewActivity<'_>) -> Result<Option<u64>, DbError> {
        self.run(Scope::Transaction, &Disabling { turn: Turn::Off, user, activity }).await
    }

    /// Enables an account again; `false` when there is no such account, or it is not disabled.
    pub(crate) async fn enable(&self, user: UserId, activity: &NewActivity<'_>) -> Result<bool, DbError> {
        let done = self.run(Scope::Transaction, &Disabling { turn: Turn::On, user, activity }).await?;
        Ok(done.is_some())
    }
}

/// The transaction of [`Db::disable`] and [`Db::enable`].
struct Disabling<'a> {
    turn: Turn,
    user: UserId,
    activity: &'a NewActivity<'a>,
}

impl Disabling<'_> {
    /// Another version of the password makes void what began with it, even if that arrives after this.
    fn change(&self) -> Statement<'_> {
        match self.turn {
            Turn::Off => sql("UPDATE users SET disabled_at = $1, password_version = password_version + 1
                              WHERE id = $2 AND disabled_at IS NULL")
            .bind(self.activity.happened_at)
            .bind(self.user),
            Turn::On => {
                sql("UPDATE users SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL").bind(self.user)
            }
        }
    }
}

impl Work for Disabling<'_> {
    type Done = Option<u64>;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<Option<u64>, sqlx::Error> {
        if connection.execute(&self.change()).await? == 0 {
            return Ok(None);
        }
        // Before enabling, too: what arrived at the very moment of disabling stays void.
        let ended = connection.execute(&delete_sessions_of(self.user)).await?;
        for leftover in [drop_reset_token(self.user), drop_change(self.user)] {
            connection.execute(&leftover).await?;
        }
        connection.execute(&self.activity.of(self.user)).await?;
        Ok(Some(ended))
    }
}

#[cfg(test)]
mod tests;
