//! The browser tests: Playwright, driving a real browser against the real server.

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::Result;

use crate::{
    build::{self, Profile},
    process,
    setup::{
        chromium::Chromium,
        npm,
        programs::{self, are_installed},
    },
    step::step,
    workspace::Workspace,
};

/// The variable that names the server's program to the tests.
pub(crate) const BINARY: &str = "BIENVENUE_BIN";
/// The variable that names a server that runs already.
pub(crate) const URL: &str = "BIENVENUE_URL";

/// Builds the server and runs the browser tests, with the user's own arguments for Playwright.
///
/// # Errors
/// When something cannot be built or installed, or a test fails.
pub(crate) fn e2e(workspace: &Workspace, args: &[OsString]) -> Result<ExitCode> {
    build::build(workspace, Profile::Release)?;
    let mut playwright = step("Browser and npm packages", || playwright(workspace))?;
    // Without them, the tests of production mode say what is missing, and the others run.
    are_installed(workspace, programs::PRODUCTION);
    step("Browser tests", || process::run(playwright.args(args)))?;
    Ok(ExitCode::SUCCESS)
}

/// The command that runs the tests, with everything it needs in place.
///
/// # Errors
/// When Node, the npm packages or the browser are missing and cannot be installed.
pub(crate) fn playwright(workspace: &Workspace) -> Result<Command> {
    npm::provide(workspace)?;
    let chromium = Chromium::provide(workspace)?;
    let mut command = process::program(workspace, "npx");
    command.args(["playwright", "test"]).current_dir(workspace.path(npm::DIRECTORY));
    command.env(BINARY, workspace.binary(Profile::Release));
    chromium.announce(&mut command);
    Ok(command)
}
