//! The WASM toolchain: whichever compiler on this machine can build the frontend for the browser.

mod debian;
mod rustup;
mod small;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{build::Profile, process, step::note, workspace::Workspace};

/// The browser, as compilers call it.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler that can build for the browser.
#[derive(Debug)]
pub(crate) enum WasmToolchain {
    /// The active toolchain, which has a standard library for WASM. This is the ordinary way.
    Rustup {
        /// Whether it has the standard library's source, too, so that what is shipped can be made smaller.
        has_source: bool,
    },
    /// Debian's packages of Rust, which build the standard library from its source: for machines that reach a Debian
    /// mirror but not rustup's server.
    Debian {
        /// Where rustup keeps `rust-lld`, which Debian's packages lack.
        linker: PathBuf,
    },
}

impl WasmToolchain {
    /// Finds a toolchain, or installs one.
    ///
    /// # Errors
    /// When there is none and none can be installed; the message says how to get one.
    pub(crate) fn provide(workspace: &Workspace, profile: Profile) -> Result<Self> {
        if rustup::has_standard_library(workspace) {
            return Self::ordinary(workspace, profile);
        }
        // Where Debian's packages served before, rustup's server is out of reach: no need to wait for that again.
        if debian::served_before(workspace) {
            return debian::toolchain(workspace);
        }
        if rustup::add_target(workspace) {
            return Self::ordinary(workspace, profile);
        }
        if debian::install(workspace) {
            return debian::toolchain(workspace);
        }
        bail!(
            "the Rust standard library for {TARGET} is missing.\n\
             Get it with `rustup target add {TARGET}`, or from your distribution (for Fedora: rust-std-static-{TARGET}).\n\
             On Debian, as root, xtask can use rustc-web, cargo-web and rust-web-src instead."
        )
    }

    /// The active toolchain; or Debian's, where that has the source of its standard library and this one has not. Only what
    /// is shipped is worth the minute that a small standard library takes.
    fn ordinary(workspace: &Workspace, profile: Profile) -> Result<Self> {
        if profile == Profile::Dev {
            return Ok(Self::Rustup { has_source: false });
        }
        // As for the library itself: where Debian's packages served before, rustup's server is not asked again.
        let has_source =
            rustup::has_source(workspace) || (!debian::served_before(workspace) && rustup::add_source(workspace));
        if has_source {
            note("Building the frontend, and the standard library for it, for size.");
            return Ok(Self::Rustup { has_source: true });
        }
        if debian::install(workspace) {
            return debian::toolchain(workspace);
        }
        note("Without the standard library's source, the WASM is 11 kB larger (brotli) than its budget has it.");
        note("Get it with `rustup component add rust-src`, or from your distribution (for Fedora: rust-src).");
        Ok(Self::Rustup { has_source: false })
    }

    /// The command that builds the frontend.
    pub(crate) fn build(&self, workspace: &Workspace, profile: Profile) -> Command {
        let mut command = match self {
            Self::Rustup { .. } => process::cargo(workspace, "build"),
            Self::Debian { linker } => debian::cargo_build(workspace, linker),
        };
        match self {
            Self::Rustup { has_source: false } => {}
            Self::Debian { .. } if profile == Profile::Dev => small::with_library(&mut command),
            Self::Rustup { has_source: true } | Self::Debian { .. } => small::with_small_library(&mut command),
        }
        command.args(["-p", "frontend", "--lib", "--target", TARGET, "--profile", profile.wasm_profile()]);
        command.arg("--target-dir").arg(self.target_directory(workspace));
        command
    }

    /// What the build leaves, before wasm-bindgen has seen it.
    pub(crate) fn artifact(&self, workspace: &Workspace, profile: Profile) -> PathBuf {
        let directory = self.target_directory(workspace).join(TARGET);
        directory.join(profile.wasm_directory()).join("frontend.wasm")
    }

    /// The command that lints the frontend.
    pub(crate) fn clippy(&self, workspace: &Workspace) -> Command {
        let mut command = process::cargo(workspace, "clippy");
        command.args(["-p", "frontend", "--target-dir", "target"]);
        match self {
            Self::Rustup { .. } => {
                command.args(["--target", TARGET]);
            }
            Self::Debian { .. } => {
                note("Clippy cannot use Debian's standard library: linting the host's build instead.")
            }
        }
        command.args(["--", "-D", "warnings"]);
        command
    }

    // Two compilers in one directory would throw away each other's work, and so would two ways to use one.
    fn target_directory(&self, workspace: &Workspace) -> PathBuf {
        match self {
            Self::Rustup { has_source: false } => workspace.target(),
            Self::Rustup { has_source: true } => workspace.path("target/small"),
            Self::Debian { .. } => debian::target_directory(workspace),
        }
    }
}

/// What a compiler answers to `--print`, if it is a path to something that exists.
fn existing_path(answer: Result<String>) -> Option<PathBuf> {
    let path = PathBuf::from(answer.ok()?.trim());
    Path::exists(&path).then_some(path)
}
