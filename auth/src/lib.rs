//! Accounts, sessions and password resets: the service behind every transport.
//!
//! [`Auth`] holds all rules. Browser pages and the REST API call it and decide nothing themselves; it knows no HTTP.
//! Below it lies `Db`, the only place with SQL. `Db` is a private module, so the compiler keeps everybody else out:
//!
//! ```compile_fail
//! use auth::db::Db; // error[E0603]: module `db` is private
//! ```
//!
//! while the public face of the same crate is there to be used:
//!
//! ```
//! use auth::Auth;
//! ```
//!
//! | module | noun |
//! | --- | --- |
//! | `service` | [`Auth`] itself: opening, closing, sweeping |
//! | `registration` | signing up |
//! | `session` | logging in, being recognised, logging out |
//! | `email_confirmation` | showing that one reads an address's mails |
//! | `email_change` | getting another address, and taking that back |
//! | `password_reset` | forgetting a password and choosing a new one |
//! | `account` | looking after an account: devices, password, data, deletion |
//! | `operator` | looking after everybody's accounts, from the command line |
//! | `activity` | what has happened to an account |
//! | `requester` | who asks, coarsely |
//! | `health` | whether the service could do its work just now |
//! | `hasher` | password hashes: bcrypt under bounded permits |
//! | `new_password` | passwords that are refused because they would be guessed first |
//! | `strength` | how hard a new password would be to guess |
//! | `token` | the secrets that people hold, and the digests that are stored |
//! | `code` | the short secrets that people type |
//! | `secrets` | the token and the code that one mail brings |
//! | `caller` | who was recognised, for the log |
//! | `uses` | when sessions were used, until it is written down |
//! | `meters` | how much was done, and how long it took |
//! | `mailer` | mails, and where they go |
//! | `outbox` | mails that are on their way |
//! | `new_file` | files that appear when they are whole |
//! | `exchange` | users on their way from and to other systems |
//! | `rarely` | what is said at most once a second |
//! | `clock` | the time, injected |
//! | `config` | what the service is told once, at start |
//! | `db` | everything that is stored, in SQLite or PostgreSQL |

mod account;
mod activity;
mod caller;
mod clock;
mod code;
mod config;
mod db;
mod email_change;
mod email_confirmation;
mod error;
mod exchange;
mod hasher;
mod health;
mod limits;
mod mailer;
mod meters;
mod new_file;
mod new_password;
mod operator;
mod outbox;
mod password_reset;
mod rarely;
mod registration;
mod requester;
mod secrets;
mod service;
mod session;
mod strength;
#[cfg(feature = "test-support")]
pub mod test_support;
mod token;
mod uses;

pub use account::{AccountData, AccountExport, Confirmation, CurrentSession, Device, FormerEmail, MailOnItsWay};
pub use activity::{Activity, ActivityKind};
pub use caller::with_caller;
pub use clock::Clock;
pub use config::{AuthConfig, DatabaseConfig, DatabaseUrl, MailConfig, SmtpUrl, SmtpUrlError};
pub use db::{
    BackupError, CheckError, Checked, DatabaseState, MoveError, Moved, OpenError, OpenFault, RestoreError, Restored,
    back_up, check_database, inspect_database, move_database, restore,
};
pub use domain::{
    Email, EmailError, Mode, Password, PasswordError, PasswordPolicy, SessionId, Strength, Timestamp, User, UserId,
    Weakness,
};
pub use email_confirmation::ConfirmedEmail;
pub use error::AuthError;
pub use exchange::{Exchange, ExchangeError, RecordError, Taken, UserRecord};
pub use hasher::{HashCost, HashRefusal};
pub use health::{DatabaseHealth, Verdict};
pub use limits::{Guesses, Limits, Rate, RateError};
pub use mailer::{MailError, ReceivedMail, check_mail_server, send_test_mail};
pub use meters::{Count, Hashing, Lasting, Meters, Timings};
pub use new_file::NewFile;
pub use operator::{Account, AccountDetails, Created, EndedSessions, Listing, Operator, ResetLink, Who};
pub use password_reset::{Reset, ResetRequest};
pub use rarely::Rarely;
pub use requester::Requester;
pub use service::{Auth, Swept};
pub use session::LogIn;
pub use token::{Token, TokenShape, nonce};
