//! The server functions: the forms' way to the service. Each reads its input, calls `Auth` and says what comes next.
//!
//! Their addresses are fixed (`/api/login`, not a hash), so that a page that was opened before an upgrade still works
//! after it. Every argument defaults to empty, so that a missing field is refused by name, as a field left blank is.

#![expect(missing_docs, reason = "the server macro makes public fields of the documented functions' arguments")]

pub mod account;
pub mod email;
pub mod password_reset;
pub mod registration;
pub mod session;
pub mod strength;

use crate::error::AppError;
use leptos::{prelude::FromServerFnError, server_fn::codec::JsonEncoding, server_fn::error::ServerFnErrorErr};

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    /// Drops the text: it can hold details that are nobody's business.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::Unreadable,
            _ => Self::Internal,
        }
    }
}
