//! The words that server and browser share.
//!
//! Everything here is plain data and pure functions: no I/O, no clock, no randomness, so the same code checks a
//! form in the browser and decides on the server.

mod email;
mod mode;
mod password;
mod return_path;
mod strength;
mod timestamp;
mod user;

pub use email::{Email, EmailError};
pub use mode::Mode;
pub use password::{Password, PasswordError, PasswordPolicy};
pub use return_path::ReturnPath;
pub use strength::{Strength, Weakness};
pub use timestamp::Timestamp;
pub use user::{SessionId, User, UserId};
