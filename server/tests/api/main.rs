//! Tests of the whole server through its front door: the real router, on a real socket, with a real database: SQLite
//! or, where `BIENVENUE_TEST_POSTGRES_URL` names a server, PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod access;
mod account;
mod answers;
mod backup;
mod canary;
mod check;
mod client_address;
mod cluster;
mod contract;
mod doctor;
mod files;
mod headers;
mod health;
mod input;
mod limits;
#[cfg(target_os = "linux")]
mod load;
mod log;
mod mail;
mod metrics;
mod native_forms;
mod negotiation;
mod openapi;
mod operator;
#[cfg(target_os = "linux")]
mod outage;
mod pages;
mod parity;
mod process;
mod production;
mod profile;
mod program;
mod protection;
mod randomness;
mod reset_password;
mod restore;
mod sessions;
mod storage;
mod support;
mod transfer;
mod typed;
mod unusable;
mod users;
mod verify_email;
mod wire;
