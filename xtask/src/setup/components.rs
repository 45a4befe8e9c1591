//! Cargo's companions that a minimal toolchain lacks.

use anyhow::{Context, Result};

use crate::{process, step::note, workspace::Workspace};

/// Makes sure that `cargo fmt` works.
///
/// # Errors
/// When it does not, and rustup cannot help.
pub(crate) fn rustfmt(workspace: &Workspace) -> Result<()> {
    provide(workspace, "fmt", "rustfmt")
}

/// Makes sure that `cargo clippy` works.
///
/// # Errors
/// When it does not, and rustup cannot help.
pub(crate) fn clippy(workspace: &Workspace) -> Result<()> {
    provide(workspace, "clippy", "clippy")
}

fn provide(workspace: &Workspace, subcommand: &str, component: &str) -> Result<()> {
    if process::succeeds(process::cargo(workspace, subcommand).arg("--version")) {
        return Ok(());
    }
    note(format!("`cargo {subcommand}` is missing: rustup component add {component}"));
    process::run(process::program(workspace, "rustup").args(["component", "add", component]))
        .with_context(|| format!("`cargo {subcommand}` is missing; install {component} the way you installed Rust"))
}
