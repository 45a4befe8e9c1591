//! Set-up: finding the tools that a task needs besides Rust, and fetching those that can be fetched.

pub(crate) mod apt;
pub(crate) mod chromium;
pub(crate) mod components;
pub(crate) mod npm;
pub(crate) mod programs;
pub(crate) mod python;
