//! Black-box tests of `Auth`: only its public face, on a real database, with a clock that stands still.
//!
//! The database is SQLite or, where `BIENVENUE_TEST_POSTGRES_URL` names a server, PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod account;
mod at_rest;
mod backup;
mod check;
mod clock;
mod concurrency;
mod damage;
mod email;
mod exchange;
mod health;
mod limits;
mod notices;
mod opening;
mod operator;
mod outbox;
mod password_reset;
mod postgres;
mod randomness;
mod registration;
mod requests;
mod restore;
mod session;
mod session_cache;
mod statements;
mod support;
mod transfer;
mod upgrade;
