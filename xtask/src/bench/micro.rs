//! Criterion's benchmarks of small parts: `auth/benches` and `server/benches`.

use anyhow::Result;

use super::built::PROFILE_FOR_MEASURING;
use crate::{process, step::step, workspace::Workspace};

/// Runs them. They are built with what only tests may use, so not where releases are.
///
/// # Errors
/// When one of them does not build, or fails.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut command = process::cargo(workspace, "bench");
    command.args(["--target-dir", "target", "--profile", PROFILE_FOR_MEASURING]);
    command.args(["-p", "auth", "-p", "server", "--bench", "sessions", "--bench", "router"]);
    step("Small parts", || process::run(&mut command))
}
