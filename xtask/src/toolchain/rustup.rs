//! The ordinary WASM toolchain: the active one, with the standard library that rustup downloads for it.

use super::{TARGET, existing_path, small};
use crate::{process, step::note, workspace::Workspace};

/// Whether the active compiler has a standard library for the browser, wherever it came from.
pub(super) fn has_standard_library(workspace: &Workspace) -> bool {
    let answer =
        process::capture(process::program(workspace, "rustc").args(["--print", "target-libdir", "--target", TARGET]));
    existing_path(answer).is_some()
}

/// Downloads that standard library; tells whether it is there now.
pub(super) fn add_target(workspace: &Workspace) -> bool {
    note(format!("The standard library for {TARGET} is missing."));
    rustup(workspace, ["target", "add", TARGET]) && has_standard_library(workspace)
}

/// Downloads the source of the standard library; tells whether it is there now.
pub(super) fn add_source(workspace: &Workspace) -> bool {
    rustup(workspace, ["component", "add", "rust-src"]) && has_source(workspace)
}

/// Whether the active compiler has the source of its standard library.
pub(super) fn has_source(workspace: &Workspace) -> bool {
    let answer = process::capture(process::program(workspace, "rustc").args(["--print", "sysroot"]));
    existing_path(answer).is_some_and(|sysroot| small::is_possible(&sysroot))
}

/// Runs rustup, if there is one; tells whether that went well.
fn rustup(workspace: &Workspace, args: [&str; 3]) -> bool {
    if process::on_path("rustup").is_none() {
        return false;
    }
    note(format!("rustup {}", args.join(" ")));
    match process::run(process::program(workspace, "rustup").args(args)) {
        Ok(()) => true,
        Err(error) => {
            note(format!("{error:#}"));
            false
        }
    }
}
