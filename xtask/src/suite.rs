//! The whole test suite: one command, one table, one last line. What is cheap comes first; nothing stops at a failure.

mod cargo_tests;
mod extent;
mod package;
mod playwright;
mod schemathesis;

pub(crate) use self::extent::Extent;

use std::{mem, process::ExitCode};

use anyhow::{Result, bail};

use crate::{
    budget::Budget,
    build::{self, Profile},
    checks, dist,
    postgres::{self, Server},
    report::Report,
    setup::{
        programs::{self, are_installed},
        python,
    },
    site,
    sizes::Sizes,
    step::note,
    toolchain::WasmToolchain,
    workspace::Workspace,
};

/// Why tests are not tried.
const NOTHING_BUILT: &str = "there is nothing to try it with, because a build failed";

/// Why tests are skipped on a machine without these programs.
const NO_POSTGRES: &str = "install PostgreSQL, pgbouncer and nginx, or name a server in BIENVENUE_TEST_POSTGRES_URL";

const NO_PROXIES: &str = "install nginx, Caddy, OpenSSL and curl";

const NO_PACKAGE_TOOLS: &str = "install dpkg, GNU tar, gzip, coreutils, binutils and git";

const NO_PYTHON: &str = "install Python 3.11 or newer with its module venv (Debian: apt install python3-venv)";

/// Runs everything and tells how it went.
pub(crate) fn test(workspace: &Workspace) -> ExitCode {
    let mut report = Report::default();
    checks::add_quick(workspace, &mut report);
    // Before the server, which has the files in it.
    let built = report.check("WASM build", || build_site(workspace));
    // Most of it keeps a single core busy: what can be looked at meanwhile costs half of its time.
    let release = built.then(|| build::start_release(workspace));
    checks::add_compiling(workspace, &mut report);
    report.check("tests compile", || cargo_tests::compile(workspace));
    // Tests measure and wait, so none runs beside it.
    let built = match release {
        Some(release) => report.check("release build", || release.wait()),
        None => report.not_tried("release build", NOTHING_BUILT),
    };
    let mut on_sqlite = cargo_tests::Outcome::default();
    report.tests("unit and integration tests", || {
        on_sqlite = cargo_tests::run(workspace)?;
        Ok(mem::take(&mut on_sqlite.results))
    });
    report.tests("outages", || cargo_tests::outages(workspace, Extent::default()));
    let has_postgres = test_on_postgres(workspace, &mut report, &on_sqlite);
    after(built, &mut report, "size budget", |report, name| report.check(name, || check_sizes(workspace)));
    after(built, &mut report, "package", |report, name| match are_installed(workspace, dist::TOOLS) {
        true => report.tests(name, || package::run(workspace)),
        false => report.skipped(name, package::TESTS, NO_PACKAGE_TOOLS),
    });
    after(built, &mut report, "described answers", |report, name| match python::is_installed(workspace) {
        true => report.tests(name, || schemathesis::run(workspace)),
        false => report.skipped(name, schemathesis::ROUTES, NO_PYTHON),
    });
    after(built, &mut report, "browser tests", |report, name| report.tests(name, || playwright::run(workspace)));
    after(built, &mut report, "browser tests, slow line", |report, name| {
        report.tests(name, || playwright::speed(workspace))
    });
    after(built, &mut report, "browser tests, two instances", |report, name| match has_postgres {
        true => report.tests(name, || playwright::journey_on_a_cluster(workspace)),
        false => report.skipped(name, playwright::CLUSTER_PROJECTS.len() as u64, NO_POSTGRES),
    });
    after(built, &mut report, "browser tests, production", |report, name| test_production(workspace, report, name));
    report.finish()
}

/// Breaks what is around the server, so much of it, and tells how it went.
pub(crate) fn faults(workspace: &Workspace, extent: Extent) -> ExitCode {
    let mut report = Report::default();
    report.tests("outages", || cargo_tests::outages(workspace, extent));
    report.finish()
}

/// The same tests on the other engine, then those that break one. Tells whether this machine has what the latter need.
fn test_on_postgres(workspace: &Workspace, report: &mut Report, on_sqlite: &cargo_tests::Outcome) -> bool {
    let (name, tests) = ("the same on PostgreSQL", on_sqlite.on_both_engines);
    match Server::provide(workspace) {
        Ok(Some(server)) => report.tests(name, || cargo_tests::on_postgres(workspace, &server.url(), tests)),
        Ok(None) => report.skipped(name, tests, NO_POSTGRES),
        Err(error) => report.not_tried(name, &format!("{error:#}")),
    };
    let name = "faults, poolers, instances";
    let has_company = postgres::has_company(workspace);
    match has_company {
        true => report.tests(name, || cargo_tests::asked_for(workspace)),
        false => report.skipped(name, on_sqlite.to_be_asked_for, NO_POSTGRES),
    };
    has_company
}

/// What an operator sets up: the release build in production mode behind each of the proxies, with a mail server.
fn test_production(workspace: &Workspace, report: &mut Report, name: &str) -> bool {
    if are_installed(workspace, programs::PRODUCTION) {
        return report.tests(name, || playwright::production(workspace));
    }
    match playwright::tests_of_production(workspace) {
        Ok(tests) => report.skipped(name, tests, NO_PROXIES),
        Err(error) => report.not_tried(name, &format!("{error:#}")),
    }
}

/// Tries something that makes no sense unless the build before it went well.
fn after(built: bool, report: &mut Report, name: &str, attempt: impl FnOnce(&mut Report, &str) -> bool) -> bool {
    if built {
        return attempt(report, name);
    }
    report.not_tried(name, NOTHING_BUILT)
}

fn build_site(workspace: &Workspace) -> Result<()> {
    let toolchain = WasmToolchain::provide(workspace, Profile::Release)?;
    let raw = build::wasm(workspace, &toolchain, Profile::Release)?;
    site::write(workspace, Profile::Release, &raw)
}

fn check_sizes(workspace: &Workspace) -> Result<()> {
    let sizes = Sizes::measure(workspace)?;
    let budget = Budget::read(workspace)?;
    note(sizes.table(&budget));
    let excesses = budget.excesses(&sizes);
    if !excesses.is_empty() {
        bail!("too large:\n{}", excesses.join("\n"));
    }
    Ok(())
}
