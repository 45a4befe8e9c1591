//! Accounts as an operator looks them over: with what tells how they are used, and without their secrets.

use super::{
    Db, DbError, Scope, email_key,
    statement::sql,
    users::{lower_case, user},
    work::{Fetch, FetchAll},
};
use crate::Account;
use domain::{Email, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// An account with its sessions that have not ended at the time `$1`.
macro_rules! select_accounts {
    ($which:literal) => {
        concat!(
            "SELECT id, email, created_at, verified_at, disabled_at,
                 (SELECT count(*) FROM sessions WHERE user_id = users.id
                      AND sessions.password_version = users.password_version AND expires_at > $1) AS sessions
             FROM users WHERE ",
            $which
        )
    };
}

/// Which accounts to list, in the order of their addresses.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    /// A part of the address, in any spelling; empty for all.
    pub(crate) part: &'a str,
    /// Those behind this address.
    pub(crate) after: Option<&'a Email>,
    pub(crate) most: i64,
}

#[derive(FromRow)]
struct AccountRow {
    id: Uuid,
    email: String,
    created_at: i64,
    verified_at: i64,
    disabled_at: Option<i64>,
    sessions: i64,
}

impl Db {
    /// The next accounts. However many there are, none is passed over because others come or go meanwhile.
    pub(crate) async fn accounts(&self, wanted: &Wanted<'_>, now: Timestamp) -> Result<Vec<Account>, DbError> {
        let statement = sql(select_accounts!(
            "email_key > $2 AND (email_key LIKE $3 ESCAPE '\\' OR email LIKE $4 ESCAPE '\\')
             ORDER BY email_key LIMIT $5"
        ))
        .bind(now)
        .bind(wanted.after.map(email_key).unwrap_or_default())
        .bind(containing(&lower_case(wanted.part)))
        .bind(containing(wanted.part))
        .bind(wanted.most);
        let rows: Vec<AccountRow> = self.run(Scope::Read, &FetchAll::new(statement)).await?;
        rows.into_iter().map(Account::try_from).collect()
    }

    /// The account of this id.
    pub(crate) async fn account(&self, id: UserId, now: Timestamp) -> Result<Option<Account>, DbError> {
        let statement = sql(select_accounts!("id = $2")).bind(now).bind(id);
        let row: Option<AccountRow> = self.run(Scope::Read, &Fetch::new(statement)).await?;
        row.map(Account::try_from).transpose()
    }

    /// The account of this address.
    pub(crate) async fn account_at(&self, email: &Email, now: Timestamp) -> Result<Option<Account>, DbError> {
        let statement = sql(select_accounts!("email_key = $2")).bind(now).bind(email_key(email));
        let row: Option<AccountRow> = self.run(Scope::Read, &Fetch::new(statement)).await?;
        row.map(Account::try_from).transpose()
    }
}

/// The pattern of what contains a text; what means something in a pattern stands for itself.
fn containing(text: &str) -> String {
    format!("%{}%", text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"))
}

impl TryFrom<AccountRow> for Account {
    type Error = DbError;

    fn try_from(row: AccountRow) -> Result<Self, DbError> {
        Ok(Self {
            user: user(row.id, &row.email, row.created_at)?,
            is_verified: row.verified_at > 0,
            disabled_at: row.disabled_at.map(Timestamp::from_millis),
            sessions: u64::try_from(row.sessions).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_a_pattern_stand_for_themselves() {
        assert_eq!(containing(r"100%_\o/"), r"%100\%\_\\o/%");
    }
}
