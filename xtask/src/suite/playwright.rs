//! Playwright's tests, counted from its JSON report.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{e2e, process, report::Tally, step::note, workspace::Workspace};

/// The part of the JSON report that counts.
#[derive(Debug, Deserialize)]
struct Outcome {
    stats: Stats,
}

#[derive(Debug, Deserialize)]
struct Stats {
    expected: u64,
    unexpected: u64,
    /// Failed at first and passed when tried again: a test that nobody can rely on.
    flaky: u64,
    skipped: u64,
}

/// Runs all browser tests against the release build.
pub(super) fn run(workspace: &Workspace) -> Result<Tally> {
    let mut command = e2e::playwright(workspace)?;
    let report = workspace.path("target/playwright.json");
    // An old report must not speak for a run that wrote none.
    fs::remove_file(&report).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    command.arg("--reporter=line,json").env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    let end = process::run(&mut command);
    let tally = read(&report).map(tally);
    match (end, tally) {
        (Err(error), Ok(tally)) if tally.failed == 0 => {
            note(format!("{error:#}, although no single test did"));
            Ok(tally.plus(Tally::FAIL))
        }
        (Err(error), Err(_)) => Err(error),
        (_, tally) => tally,
    }
}

fn read(report: &Path) -> Result<Stats> {
    let json = fs::read_to_string(report).context("Playwright wrote no report")?;
    let outcome: Outcome = serde_json::from_str(&json).context("Playwright's report is not what it used to be")?;
    Ok(outcome.stats)
}

fn tally(stats: Stats) -> Tally {
    Tally { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaky_test_has_failed() {
        let json = r#"{"config": {}, "stats": {"startTime": "", "duration": 1.5, "expected": 7, "skipped": 2, "unexpected": 1, "flaky": 3}}"#;
        let outcome: Outcome = serde_json::from_str(json).unwrap();
        assert_eq!(tally(outcome.stats), Tally { passed: 7, failed: 4, skipped: 2 });
    }
}
