//! The whole test suite: one command, one table, one last line. What is cheap comes first; nothing stops at a failure.

mod cargo_tests;
mod playwright;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{
    budget::Budget,
    build::{self, Profile},
    checks,
    report::Report,
    site,
    sizes::Sizes,
    step::note,
    toolchain::WasmToolchain,
    workspace::Workspace,
};

/// Runs everything and tells how it went.
pub(crate) fn test(workspace: &Workspace) -> ExitCode {
    let mut report = Report::default();
    checks::add_all(workspace, &mut report);
    // Before the tests of the server, which also look at the files that it serves.
    let built = report.check("WASM build", || build_site(workspace));
    report.tests("unit and integration tests", || cargo_tests::run(workspace));
    let built = after(built, &mut report, "release build", |report, name| {
        report.check(name, || build::server(workspace, Profile::Release))
    });
    after(built, &mut report, "size budget", |report, name| report.check(name, || check_sizes(workspace)));
    after(built, &mut report, "browser tests", |report, name| report.tests(name, || playwright::run(workspace)));
    report.finish()
}

/// Tries something that makes no sense unless the build before it went well.
fn after(built: bool, report: &mut Report, name: &str, attempt: impl FnOnce(&mut Report, &str) -> bool) -> bool {
    if built {
        return attempt(report, name);
    }
    report.not_tried(name, "there is nothing to try it with, because a build failed");
    false
}

fn build_site(workspace: &Workspace) -> Result<()> {
    let toolchain = WasmToolchain::provide(workspace)?;
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
