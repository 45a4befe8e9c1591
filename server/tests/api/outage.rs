//! The promise, under faults that take their time: an answer of success means that the change outlives a kill of the
//! process, and any other answer that it happened wholly or not at all. `cargo xtask faults` runs these.

mod disk;
mod idle;
mod kill;
mod life;
mod memory;
mod overload;
mod people;
mod power;
mod process;

use crate::program::Program;
use auth::test_support::CHEAP_HASHES;
use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

/// The variables that say how much is done; else it is little.
const ROUNDS: &str = "BIENVENUE_TEST_FAULT_ROUNDS";
const FEW_ROUNDS: u32 = 8;
const OVERLOAD: &str = "BIENVENUE_TEST_OVERLOAD_SECONDS";
const A_FEW_SECONDS: u32 = 8;
const IDLE: &str = "BIENVENUE_TEST_IDLE_CONNECTIONS";
const SOME_CONNECTIONS: u32 = 1_000;

#[expect(clippy::disallowed_methods, reason = "tests have no settings")]
fn asked_for(variable: &str, else_this: u32) -> u32 {
    std::env::var(variable).map_or(else_this, |number| number.parse().unwrap())
}

fn rounds() -> u32 {
    asked_for(ROUNDS, FEW_ROUNDS)
}

/// Starts the program on this database, with hashes that cost next to nothing, so that it is the database that is busy,
/// and without limits on whoever is in a hurry.
fn begin(database_url: &str) -> Program {
    Program::begin(tempfile::tempdir().unwrap(), |command| {
        command.env(CHEAP_HASHES, "1").args(["--database-url", database_url]).args([
            "--limit-sign-ups=1000000/1h",
            "--limit-mail-requests=1000000/1h",
            "--limit-sign-ins=1000000/1m",
            "--limit-accounts=1000000/1h",
        ])
    })
}

fn start(database_url: &str) -> Program {
    let mut program = begin(database_url);
    program.wait_until_ready();
    program
}

/// Any number below this one.
fn any_below(limit: u64) -> u64 {
    RandomState::new().build_hasher().finish() % limit
}

/// Any time between these.
fn any_between(shortest: Duration, longest: Duration) -> Duration {
    let range = u64::try_from((longest - shortest).as_millis()).unwrap() + 1;
    shortest + Duration::from_millis(any_below(range))
}
