//! The ordinary WASM toolchain: the active one, with the standard library that rustup downloads for it.

use super::{TARGET, existing_path};
use crate::{process, step::note, workspace::Workspace};

/// Whether the active compiler has a standard library for the browser, wherever it came from.
pub(super) fn has_standard_library(workspace: &Workspace) -> bool {
    let answer =
        process::capture(process::program(workspace, "rustc").args(["--print", "target-libdir", "--target", TARGET]));
    existing_path(answer).is_some()
}

/// Downloads that standard library; tells whether it is there now.
pub(super) fn add_target(workspace: &Workspace) -> bool {
    if process::on_path("rustup").is_none() {
        return false;
    }
    note(format!("The standard library for {TARGET} is missing: rustup target add {TARGET}"));
    match process::run(process::program(workspace, "rustup").args(["target", "add", TARGET])) {
        Ok(()) => has_standard_library(workspace),
        Err(error) => {
            note(format!("{error:#}"));
            false
        }
    }
}
