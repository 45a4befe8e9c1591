//! Changes to an account as a whole: several tables, all or nothing.

use super::{
    Db, DbError, NewResetToken, NewUser, Scope, UserChange,
    activities::NewActivity,
    confirmations::{drop_change, drop_confirmation, drop_sign_up},
    email_key,
    outbox::drop_all_mails,
    reset_tokens::drop_reset_token,
    sessions::delete_sessions_but,
    statement::{Connection, sql},
    users::{add_user, update_user},
    work::Work,
};
use crate::{hasher::PasswordHash, outbox::QueuedMail};
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
    pub(crate) notice: &'a QueuedMail,
}

/// An account that an operator is about to make.
#[derive(Debug)]
pub(crate) struct NewAccount<'a> {
    pub(crate) user: &'a NewUser<'a>,
    /// With which its owner chooses a password, where the operator has chosen none.
    pub(crate) reset: Option<&'a NewResetToken<'a>>,
    pub(crate) activity: &'a NewActivity<'a>,
}

impl Db {
    /// Makes an account, in place of whoever is about to sign up with its address; `false` when the address is taken, or
    /// kept for who had it until lately.
    pub(crate) async fn add_account(&self, new: &NewAccount<'_>) -> Result<bool, DbError> {
        self.run(Scope::Transaction, new).await
    }

    /// Changes a password, ends all other sessions and makes codes from older mails useless; `false` when the password
    /// was changed meanwhile.
    pub(crate) async fn change_password(&self, change: &PasswordChange<'_>) -> Result<bool, DbError> {
        self.run(Scope::Transaction, change).await
    }

    /// Removes every row of a user who gave the password of this version, or whom an operator removes without, and leaves
    /// one mail on its way to them, if any; `false` when there is none, or the password was changed or the account
    /// disabled meanwhile.
    pub(crate) async fn delete_user(
        &self,
        user: UserId,
        password_version: Option<i64>,
        good_bye: Option<&QueuedMail>,
    ) -> Result<bool, DbError> {
        self.run(Scope::Transaction, &DeleteUser { user, password_version, good_bye }).await
    }
}

/// The transaction of [`Db::delete_user`].
struct DeleteUser<'a> {
    user: UserId,
    password_version: Option<i64>,
    good_bye: Option<&'a QueuedMail>,
}

impl Work for DeleteUser<'_> {
    type Done = bool;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<bool, sqlx::Error> {
        // Most other tables go with this one (`ON DELETE CASCADE`).
        let delete = match self.password_version {
            Some(version) => sql("DELETE FROM users WHERE id = $1 AND password_version = $2 AND disabled_at IS NULL")
                .bind(self.user)
                .bind(version),
            None => sql("DELETE FROM users WHERE id = $1").bind(self.user),
        };
        if connection.execute(&delete).await? == 0 {
            return Ok(false);
        }
        let leftovers = [drop_all_mails(self.user), drop_confirmation(self.user)];
        for rest in leftovers.into_iter().chain(self.good_bye.map(QueuedMail::insert)) {
            connection.execute(&rest).await?;
        }
        Ok(true)
    }
}

impl Work for NewAccount<'_> {
    type Done = bool;

    async fn on(&self, connection: &mut Connection<'_>) -> Result<bool, sqlx::Error> {
        if connection.execute(&add_user(self.user)).await? == 0 {
            return Ok(false);
        }
        connection.execute(&drop_sign_up(&email_key(self.user.email))).await?;
        if let Some(reset) = self.reset {
            connection.execute(&reset.replace()).await?;
        }
        connection.execute(&self.activity.of(self.user.id)).await?;
        Ok(true)
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
        connection.execute(&drop_reset_token(self.user)).await?;
        connection.execute(&drop_change(self.user)).await?;
        connection.execute(&self.activity.of(self.user)).await?;
        connection.execute(&self.notice.insert()).await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Clock, HashCost, Requester, db::UserBy, hasher::PasswordHasher, outbox::MailKind,
        test_support::ScratchDatabase, token,
    };
    use domain::Email;

    #[tokio::test]
    async fn whose_password_was_replaced_meanwhile_deletes_nothing() {
        let database = ScratchDatabase::new().await;
        let db = Db::open(&database.config()).await.unwrap();
        let (id, email, created_at) =
            (token::new_user_id().unwrap(), &Email::parse("bob@me.com").unwrap(), Clock::System.now());
        let password_hash = &PasswordHasher::new(HashCost::LOWEST).nobodys();
        db.add_user(&NewUser { id, email, password_hash, created_at, verified_at: None }).await.unwrap();
        let good_bye = QueuedMail {
            id: token::random_uuid().unwrap(),
            user: id,
            kind: MailKind::AccountDeleted,
            recipient: email.clone(),
            created_at,
            due_at: created_at,
            attempts: 0,
            expires_at: created_at,
            requester: Requester::default(),
        };
        assert!(!db.delete_user(id, Some(2), Some(&good_bye)).await.unwrap());
        assert!(db.find_user_by(UserBy::Id(id)).await.unwrap().is_some());
        assert!(db.delete_user(id, Some(1), Some(&good_bye)).await.unwrap());
        assert!(db.find_user_by(UserBy::Id(id)).await.unwrap().is_none());
    }
}
