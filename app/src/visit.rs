//! A visit is what a page knows about the person who opened it.

mod form;
mod message;
mod site;

pub use form::{FormId, Next, SignedIn};
pub use message::{Flash, Message};
pub use site::Site;

use domain::{Mode, PasswordPolicy};
use serde::{Deserialize, Serialize};

/// The address of the server function that answers the account.
pub(crate) const ACCOUNT_API: &str = "/api/account";
/// The address of the server function that estimates a new password.
pub(crate) const STRENGTH_API: &str = "/api/password-strength";

/// A signed-in person, as far as pages show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The address as typed when signing up.
    pub email: String,
    /// The day the account was made, in UTC, for machines: `2026-11-22`.
    pub member_since: String,
    /// The same day in words: `22 November 2026`.
    pub member_since_words: String,
}

/// An instant, for machines (RFC 3339) and in words, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instant {
    /// `2026-11-22T14:05:00Z`
    pub machine: String,
    /// `22 November 2026, 14:05 UTC`
    pub words: String,
}

/// A device on which a person is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceView {
    /// The public id of its session.
    pub id: String,
    /// Browser and system in words; empty where they are not known.
    pub name: String,
    /// The network it signed in from; empty where that is not known.
    pub network: String,
    /// When it signed in.
    pub begun: Instant,
    /// When it was last used.
    pub last_seen: Instant,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// Something that has happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// What, in words.
    pub what: String,
    /// When.
    pub when: Instant,
    /// The device that did it; empty where it is not known.
    pub name: String,
    /// The network it came from; empty where that is not known.
    pub network: String,
}

/// An account as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Whose it is.
    pub viewer: Viewer,
    /// Whether its address is known to be theirs.
    pub is_verified: bool,
    /// The address that it is to have once that is confirmed; empty for none.
    pub awaited_email: String,
    /// Whether the password was given lately, so that it need not be asked for.
    pub confirmed: bool,
    /// Where they are signed in.
    pub devices: Vec<DeviceView>,
    /// What has happened lately.
    pub happenings: Vec<Happening>,
}

/// What the server tells a page when it is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Whether this is a desk or a public address.
    pub mode: Mode,
    /// What a new password must be.
    pub policy: PasswordPolicy,
    /// Whether mails are kept on a page of their own instead of being sent.
    pub has_mailbox: bool,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// Their account, where the page shows it.
    pub account: Option<AccountView>,
    /// The message of the form before, where that form was sent without JavaScript.
    pub flash: Option<Flash>,
}
