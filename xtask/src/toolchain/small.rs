//! The small standard library: built from its source along with the frontend, for size.
//!
//! The one that comes with a compiler is built for speed, and made to tell what went wrong: where a program panicked, and
//! with which values. In a browser nobody would read that.

use std::{path::Path, process::Command};

/// Cargo's words for it (The Cargo Book, "Unstable Features", `build-std` and `build-std-features`).
const BUILD: [&str; 2] = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];
/// The compiler's: a panic ends the program at once, without a message, and nothing is kept that only messages need.
const FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";
/// Building the standard library is unstable; this lets a stable compiler do unstable things.
const UNSTABLE: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");

/// Whether the source of a compiler's own standard library lies below its sysroot.
pub(super) fn is_possible(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib/src/rust/library/Cargo.lock").exists()
}

/// Has `cargo build` build the standard library, as it is.
pub(super) fn with_library(command: &mut Command) {
    command.arg(BUILD[0]).env(UNSTABLE.0, UNSTABLE.1);
}

/// Has `cargo build` build the standard library, and everything on it, for size.
pub(super) fn with_small_library(command: &mut Command) {
    command.args(BUILD).env(UNSTABLE.0, UNSTABLE.1);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS);
}
