//! Sets up, builds, serves and tests Bienvenue: everything around the product that is not the product.
//!
//! `cargo xtask` lists the tasks. Each of them fetches what it needs, or says what is missing and how to get it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "telling what happens is half of a task runner's job")]

mod bench;
mod budget;
mod build;
mod calls;
mod checks;
mod commit;
mod deny;
mod dist;
mod e2e;
mod layers;
mod metadata;
mod packages;
mod postgres;
mod process;
mod report;
mod serve;
mod setup;
mod site;
mod sizes;
mod soak;
mod statement;
mod step;
mod suite;
mod toolchain;
mod workspace;

use std::{ffi::OsString, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{build::Profile, suite::Extent, workspace::Workspace};

/// Bienvenue's tasks: each one fetches the tools it needs, or says what is missing.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Make one self-contained file: target/release/bienvenue
    Build,
    /// Build, then pack what is handed out into target/dist: a package for Debian, an archive, and their digests
    Dist,
    /// Build, then run the server; what follows `--` is for the server
    Serve {
        /// Faster builds for working on the project: debug server, debug WASM, nothing compressed
        #[arg(long)]
        dev: bool,
        /// Arguments for the server, for example `-- --help`
        #[arg(last = true)]
        args: Vec<OsString>,
    },
    /// Look without running: format, lints, layers, licences and bans, advisories, documentation
    Check,
    /// Write the snapshot of the advisory database anew that `check` uses where it can't be fetched
    Advisories,
    /// Build, then try the real server in a real browser
    E2e {
        /// Arguments for Playwright, for example `-- --project=no-js`
        #[arg(last = true)]
        args: Vec<OsString>,
    },
    /// Run a command that finds a fresh PostgreSQL server, for example `-- cargo test -p auth`
    Postgres {
        /// The command
        #[arg(last = true)]
        command: Vec<OsString>,
    },
    /// Kill, fill, lock and starve the server, and look whether it keeps what it promised
    Faults {
        #[command(flatten)]
        extent: Extent,
        /// 200 rounds, ten minutes of overload, 10,000 idle connections, where nothing else is said
        #[arg(long)]
        long: bool,
    },
    /// Watch the server under a third of what it can do, with faults at random: does it stay as it was?
    Soak {
        /// For how long
        #[arg(long, default_value_t = 60)]
        minutes: u32,
    },
    /// Measure the server beside the limits of this machine; takes an hour, or with --short some minutes
    Bench(bench::Options),
    /// Everything: checks, unit and integration tests, builds, size budget, browser tests
    Test,
}

fn main() -> ExitCode {
    match perform(Cli::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match task {
        Task::Build => build::build(&workspace, Profile::Release).map(|()| ExitCode::SUCCESS),
        Task::Dist => dist::dist(&workspace).map(|()| ExitCode::SUCCESS),
        Task::Serve { dev, args } => serve::serve(&workspace, if dev { Profile::Dev } else { Profile::Release }, &args),
        Task::Check => Ok(checks::check(&workspace)),
        Task::Advisories => deny::advisories::take_snapshot(&workspace).map(|()| ExitCode::SUCCESS),
        Task::E2e { args } => e2e::e2e(&workspace, &args),
        Task::Postgres { command } => postgres::run(&workspace, &command),
        Task::Faults { extent, long } => Ok(suite::faults(&workspace, if long { extent.or_long() } else { extent })),
        Task::Soak { minutes } => soak::soak(&workspace, minutes),
        Task::Bench(options) => bench::bench(&workspace, &options).map(|()| ExitCode::SUCCESS),
        Task::Test => Ok(suite::test(&workspace)),
    }
}
