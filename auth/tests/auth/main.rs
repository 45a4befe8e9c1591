//! Black-box tests of `Auth`: only its public face, on a real SQLite file, with a clock that stands still.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod at_rest;
mod concurrency;
mod opening;
mod password_reset;
mod registration;
mod session;
mod support;
