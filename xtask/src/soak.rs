//! The soak: the server under watch for a while, with faults at random.

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    build::{self, Profile},
    process,
    step::step,
    workspace::Workspace,
};

/// Builds the server, and watches it for so many minutes.
///
/// # Errors
/// When something can't be built, or the server did not stay as it was.
pub(crate) fn soak(workspace: &Workspace, minutes: u32) -> Result<ExitCode> {
    build::build(workspace, Profile::Release)?;
    let mut watch = process::cargo(workspace, "run");
    watch.args(["--quiet", "--target-dir", "target", "-p", "server", "--example", "soak", "--"]);
    watch.arg(workspace.binary(Profile::Release)).arg(minutes.to_string());
    step("Soak", || process::run(&mut watch))?;
    Ok(ExitCode::SUCCESS)
}
