//! Looking people up.

use super::{Operator, Who};
use crate::{Activity, AuthError, Device, account::RECENT_ACTIVITIES, db::Wanted};
use domain::{Email, Timestamp, User};

/// So many accounts are read at once.
const PAGE: u32 = 500;

/// An account, without anything that opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose it is.
    pub user: User,
    /// Whether the address is known to be its owner's.
    pub is_verified: bool,
    /// Since when it is disabled; `None` for an account that is not.
    pub disabled_at: Option<Timestamp>,
    /// How many sessions it has that have not ended.
    pub sessions: u64,
}

/// An account with how it was used lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDetails {
    /// The account.
    pub account: Account,
    /// Where its owner is signed in, the device used last first.
    pub sessions: Vec<Device>,
    /// What has happened, the latest first.
    pub activities: Vec<Activity>,
}

/// Accounts in the order of their addresses, a page at a time, so that any number fits into memory.
#[derive(Debug)]
pub struct Listing {
    part: String,
    after: Option<Email>,
    /// How many are still wanted; `None` for all.
    left: Option<u32>,
    is_over: bool,
}

impl Listing {
    /// Those whose address contains `part` and comes behind `after`, at most so many.
    #[must_use]
    pub fn new(part: String, after: Option<Email>, most: Option<u32>) -> Self {
        Self { part, after, left: most, is_over: false }
    }
}

impl Operator {
    /// The account that is meant, if there is one.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`] or [`AuthError::Internal`] when the database fails.
    pub async fn find(&self, who: &Who) -> Result<Option<Account>, AuthError> {
        let now = self.auth.clock.now();
        Ok(match who {
            Who::Email(email) => self.auth.db.account_at(email, now).await?,
            Who::Id(id) => self.auth.db.account(*id, now).await?,
        })
    }

    /// How an account was used lately.
    ///
    /// # Errors
    /// As [`Operator::find`].
    pub async fn look(&self, account: Account) -> Result<AccountDetails, AuthError> {
        let id = account.user.id;
        Ok(AccountDetails {
            sessions: self.auth.db.sessions_of(id, self.auth.clock.now()).await?,
            activities: self.auth.db.activities_of(id, RECENT_ACTIVITIES).await?,
            account,
        })
    }

    /// The next accounts of a listing; none when it is over.
    ///
    /// # Errors
    /// As [`Operator::find`].
    pub async fn next(&self, listing: &mut Listing) -> Result<Vec<Account>, AuthError> {
        let most = listing.left.map_or(PAGE, |left| left.min(PAGE));
        if listing.is_over || most == 0 {
            return Ok(Vec::new());
        }
        let wanted = Wanted { part: &listing.part, after: listing.after.as_ref(), most: i64::from(most) };
        let accounts = self.auth.db.accounts(&wanted, self.auth.clock.now()).await?;
        let found = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
        listing.is_over = found < most;
        listing.left = listing.left.map(|left| left.saturating_sub(found));
        listing.after = accounts.last().map(|account| account.user.email.clone());
        Ok(accounts)
    }
}
