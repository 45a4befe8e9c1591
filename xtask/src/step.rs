//! A step: a named piece of work whose beginning, outcome and duration are told.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Does the work, telling its name before and its duration after.
///
/// # Errors
/// Those of the work itself.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    timed(name, work).0
}

/// Like [`step`], and tells the caller the duration too.
pub(crate) fn timed<T>(name: &str, work: impl FnOnce() -> Result<T>) -> (Result<T>, Duration) {
    println!("==> {name}");
    let start = Instant::now();
    let result = work();
    let elapsed = start.elapsed();
    let verdict = if result.is_ok() { "done" } else { "failed" };
    println!("    {verdict} in {:.1} s", elapsed.as_secs_f64());
    (result, elapsed)
}

/// Tells a detail of the step under way.
pub(crate) fn note(text: impl AsRef<str>) {
    for line in text.as_ref().lines() {
        println!("    {line}");
    }
}
