//! The build: the frontend for the browser, the site around it, and the server that carries both in one file.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{
    budget::Budget,
    commit,
    process::{self, Background},
    site,
    sizes::Sizes,
    step::{note, step},
    toolchain::WasmToolchain,
    workspace::Workspace,
};

/// What a build is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Shipping: small in the browser, fast on the server.
    Release,
    /// Working on the project: quick to build, easy to debug.
    Dev,
}

impl Profile {
    /// Cargo's name for the server's output directory.
    pub(crate) fn directory(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "debug",
        }
    }

    /// The profile that the frontend is built with.
    pub(crate) fn wasm_profile(self) -> &'static str {
        match self {
            Self::Release => "wasm-release",
            Self::Dev => "dev",
        }
    }

    /// Cargo's name for that profile's output directory.
    pub(crate) fn wasm_directory(self) -> &'static str {
        match self {
            Self::Release => "wasm-release",
            Self::Dev => "debug",
        }
    }
}

/// Builds everything, step by step, and tells what it weighs.
///
/// # Errors
/// When a tool is missing or a step fails.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<()> {
    let toolchain = step("WASM toolchain", || WasmToolchain::provide(workspace, profile))?;
    let raw = step(&format!("WASM ({})", profile.wasm_profile()), || wasm(workspace, &toolchain, profile))?;
    step("Site", || site::write(workspace, profile, &raw))?;
    step(&format!("Server ({})", profile.directory()), || server(workspace, profile))?;
    if profile == Profile::Release {
        let sizes = Sizes::measure(workspace)?;
        note(sizes.table(&Budget::read(workspace)?));
    }
    Ok(())
}

/// Builds the frontend; tells where it is, not yet ready for a browser.
///
/// # Errors
/// When it does not compile.
pub(crate) fn wasm(workspace: &Workspace, toolchain: &WasmToolchain, profile: Profile) -> Result<PathBuf> {
    process::run(&mut toolchain.build(workspace, profile)).context("the frontend does not build")?;
    Ok(toolchain.artifact(workspace, profile))
}

/// Builds the server, which embeds the site as it is now.
///
/// # Errors
/// When it does not compile.
pub(crate) fn server(workspace: &Workspace, profile: Profile) -> Result<()> {
    process::run(&mut server_command(workspace, profile)).context("the server does not build")
}

/// Begins to build the server as it is shipped; what is done meanwhile must leave the site alone.
pub(crate) fn start_release(workspace: &Workspace) -> Background {
    Background::start(server_command(workspace, Profile::Release))
}

/// Only what is shipped is told its commit: each new one costs compiling the server's own crate again.
fn server_command(workspace: &Workspace, profile: Profile) -> Command {
    let mut command = process::cargo(workspace, "build");
    command.args(["-p", "server", "--target-dir", "target"]);
    if profile == Profile::Release {
        command.arg("--release").envs(commit::to_tell(workspace).map(|commit| (commit::VARIABLE, commit)));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_is_told_its_commit_and_nothing_else_is() {
        let workspace = Workspace::find().unwrap();
        let told = |profile| {
            let command = server_command(&workspace, profile);
            let mut variables = command.get_envs().filter(|(name, _)| *name == commit::VARIABLE);
            variables.find_map(|(_, commit)| Some(commit?.to_str()?.to_owned()))
        };
        assert_eq!(told(Profile::Release), commit::to_tell(&workspace));
        assert_eq!(told(Profile::Dev), None);
    }
}
