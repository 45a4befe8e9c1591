//! The fallback WASM toolchain: Debian's `rustc-web`, `cargo-web` and `rust-web-src`, which are one matching set.
//! It has no standard library for the browser, but the source of one; cargo builds that along with the frontend.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{WasmToolchain, existing_path, small};
use crate::{process, setup::apt, step::note, workspace::Workspace};

const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";
const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];

/// A directory of its own: cargo would otherwise rebuild everything whenever the two compilers take turns.
pub(super) fn target_directory(workspace: &Workspace) -> PathBuf {
    workspace.path("target/web")
}

/// Whether this toolchain is installed and has built the frontend here before.
pub(super) fn served_before(workspace: &Workspace) -> bool {
    target_directory(workspace).is_dir() && is_complete(workspace)
}

/// Installs the packages where that is possible; tells whether they are there now.
pub(super) fn install(workspace: &Workspace) -> bool {
    is_complete(workspace) || (apt::install(workspace, &PACKAGES) && is_complete(workspace))
}

/// The toolchain, once its packages are installed.
pub(super) fn toolchain(workspace: &Workspace) -> Result<WasmToolchain> {
    note("Building the frontend, and the standard library for it, with Debian's Rust.");
    Ok(WasmToolchain::Debian { linker: linker_directory(workspace)? })
}

/// `cargo build` by Debian's cargo with Debian's compiler, whatever toolchain runs xtask.
pub(super) fn cargo_build(workspace: &Workspace, linker: &Path) -> Command {
    let mut command = debian(workspace, CARGO);
    command.arg("build").env("RUSTC", RUSTC).env("PATH", path_with(linker));
    command
}

fn is_complete(workspace: &Workspace) -> bool {
    Path::new(CARGO).exists() && has_library_source(workspace)
}

fn has_library_source(workspace: &Workspace) -> bool {
    if !Path::new(RUSTC).exists() {
        return false;
    }
    let sysroot = existing_path(process::capture(debian(workspace, RUSTC).args(["--print", "sysroot"])));
    sysroot.is_some_and(|sysroot| small::is_possible(&sysroot))
}

/// A program of Debian's Rust, free from what rustup's proxies and `cargo run` set for the other toolchain.
fn debian(workspace: &Workspace, program: &str) -> Command {
    let mut command = process::program(workspace, program);
    for name in ["LD_LIBRARY_PATH", "RUSTC", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "RUSTDOC", "RUSTUP_TOOLCHAIN"]
    {
        command.env_remove(name);
    }
    command
}

fn linker_directory(workspace: &Workspace) -> Result<PathBuf> {
    let answer = process::capture(process::program(workspace, "rustc").args(["--print", "target-libdir"]))?;
    let library = Path::new(answer.trim());
    let directory = library.parent().map(|host| host.join("bin")).filter(|bin| bin.join("rust-lld").exists());
    directory.with_context(|| format!("no rust-lld beside {}, which links WASM", library.display()))
}

fn path_with(directory: &Path) -> std::ffi::OsString {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(directory.to_path_buf()).chain(env::split_paths(&old));
    env::join_paths(all).unwrap_or(old)
}
