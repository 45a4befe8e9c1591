//! Playwright's tests, counted from its JSON report.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{
    build::Profile,
    e2e, process,
    report::{Results, Tally},
    workspace::Workspace,
};

/// The part of the JSON report that counts.
#[derive(Debug, Deserialize)]
struct Outcome {
    stats: Stats,
    #[serde(default)]
    suites: Vec<Suite>,
}

/// A file of tests, or a group within one.
#[derive(Debug, Deserialize)]
struct Suite {
    #[serde(default)]
    specs: Vec<Spec>,
    #[serde(default)]
    suites: Vec<Suite>,
}

#[derive(Debug, Deserialize)]
struct Spec {
    title: String,
    file: String,
    tests: Vec<Test>,
}

/// A test in one of the projects.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    project_name: String,
    status: Status,
    results: Vec<Attempt>,
}

/// How a test went, beside what was expected of it. What Playwright says of a file's test as a whole is the word of the
/// first project only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Status {
    Expected,
    Unexpected,
    Flaky,
    Skipped,
}

#[derive(Debug, Deserialize)]
struct Attempt {
    error: Option<Failure>,
}

/// What a test said when it failed.
#[derive(Debug, Deserialize)]
struct Failure {
    #[serde(default)]
    message: String,
}

#[derive(Debug, Deserialize)]
struct Stats {
    expected: u64,
    unexpected: u64,
    /// Failed at first and passed when tried again: a test that nobody can rely on.
    flaky: u64,
    skipped: u64,
}

/// Where the tests are, as Playwright looks for them in paths; a dot is whatever separates directories.
const DEVELOPMENT: &str = "end2end.tests.";
const PRODUCTION: &str = "end2end.production.";
const SPEED: &str = "end2end.speed.";

/// Runs the browser tests of development mode against the release build.
pub(super) fn run(workspace: &Workspace) -> Result<Results> {
    only(workspace, &[DEVELOPMENT])
}

/// Measures pages in the browser, with nothing beside it.
pub(super) fn speed(workspace: &Workspace) -> Result<Results> {
    only(workspace, &[SPEED, "--workers=1"])
}

/// Runs the tests of production mode: the release build behind each proxy, with a mail server.
pub(super) fn production(workspace: &Workspace) -> Result<Results> {
    only(workspace, &[PRODUCTION])
}

/// How many tests [`production`] would run.
pub(super) fn tests_of_production(workspace: &Workspace) -> Result<u64> {
    let list = process::capture(e2e::playwright(workspace)?.args([PRODUCTION, "--list"]))?;
    total(&list).context("Playwright's list is not what it used to be")
}

/// Reads `Total: 25 tests in 6 files`.
fn total(list: &str) -> Option<u64> {
    list.lines().find_map(|line| line.strip_prefix("Total: ")?.split(' ').next()?.parse().ok())
}

/// Where the journey is made on two instances: with and without JavaScript, on a desk and on a phone. How a page looks
/// and what arrives late is the same on one.
pub(super) const CLUSTER_PROJECTS: [&str; 4] = ["desktop", "phone", "desktop-no-js", "phone-no-js"];

/// Runs the journey against two instances of the release build that share a PostgreSQL database and get requests in
/// turn.
pub(super) fn journey_on_a_cluster(workspace: &Workspace) -> Result<Results> {
    let database = testbed::Postgres::start().context("no PostgreSQL")?;
    let addresses = [testbed::free_address()?, testbed::free_address()?];
    let proxy = testbed::Proxy::start(&addresses).context("no proxy")?;
    // What is mailed through one instance is read on the mailbox page of the other.
    let data = testbed::Scratch::new("cluster")?;
    let data_dir = data.path().display().to_string();
    let (database_url, public_url) = (database.url("postgres"), proxy.url());
    let arguments =
        ["--database-url", &database_url, "--data-dir", &data_dir, "--public-url", &public_url].map(str::to_owned);
    let start = |address| testbed::Instance::start(&workspace.binary(Profile::Release), address, &arguments);
    let _instances = [start(addresses[0])?, start(addresses[1])?];
    let mut command = e2e::playwright(workspace)?;
    command.arg("journey").env(e2e::URL, proxy.url());
    command.args(CLUSTER_PROJECTS.map(|project| format!("--project={project}")));
    count(workspace, command)
}

fn only(workspace: &Workspace, arguments: &[&str]) -> Result<Results> {
    let mut command = e2e::playwright(workspace)?;
    command.args(arguments);
    count(workspace, command)
}

fn count(workspace: &Workspace, mut command: Command) -> Result<Results> {
    let report = workspace.path("target/playwright.json");
    // An old report must not speak for a run that wrote none.
    fs::remove_file(&report).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    command.arg("--reporter=line,json").env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    let end = process::run(&mut command);
    let results = read(&report).map(results);
    match (end, results) {
        (Err(error), Ok(results)) if results.tally.failed == 0 => {
            Ok(results.plus(Results::failure(format!("{error:#}, although no single test did"))))
        }
        (Err(error), Err(_)) => Err(error),
        (_, results) => results,
    }
}

fn read(report: &Path) -> Result<Outcome> {
    let json = fs::read_to_string(report).context("Playwright wrote no report")?;
    serde_json::from_str(&json).context("Playwright's report is not what it used to be")
}

fn results(Outcome { stats, suites }: Outcome) -> Results {
    let tally = Tally { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
    Results { tally, failures: suites.iter().flat_map(failures).collect() }
}

/// The tests of a file that failed, or of a group, in words.
fn failures(suite: &Suite) -> Vec<String> {
    let own = suite.specs.iter().flat_map(|Spec { title, file, tests }| {
        let failed = tests.iter().filter(|test| matches!(test.status, Status::Unexpected | Status::Flaky));
        failed.filter_map(move |test| {
            let Failure { message } = test.results.iter().find_map(|attempt| attempt.error.as_ref())?;
            Some(format!("[{}] {file}: {title}: {message}", test.project_name))
        })
    });
    own.chain(suite.suites.iter().flat_map(failures)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_that_could_be_run_are_counted() {
        let list = "Listing tests:\n  [desktop] › a.spec.ts:1:1 › Total: 7\nTotal: 25 tests in 6 files\n";
        assert_eq!(total(list), Some(25));
        assert_eq!(total("Listing tests:\n"), None);
    }

    #[test]
    fn a_flaky_test_has_failed() {
        let json = r#"{"config": {}, "stats": {"startTime": "", "duration": 1.5, "expected": 7, "skipped": 2, "unexpected": 1, "flaky": 3}}"#;
        let results = results(serde_json::from_str(json).unwrap());
        assert_eq!(results.tally, Tally { passed: 7, failed: 4, skipped: 2 });
    }

    #[test]
    fn a_failure_is_told_by_its_project_file_and_title() {
        let json = r#"{
            "stats": {"expected": 2, "skipped": 0, "unexpected": 1, "flaky": 0},
            "suites": [{"title": "a.spec.ts", "specs": [], "suites": [{"specs": [
                {"title": "one", "ok": true, "file": "a.spec.ts", "tests": [
                    {"projectName": "phone", "status": "expected", "results": [{"status": "passed"}]}
                ]},
                {"title": "two", "ok": true, "file": "a.spec.ts", "tests": [
                    {"projectName": "desktop", "status": "expected", "results": [{"status": "passed"}]},
                    {"projectName": "phone", "status": "unexpected", "results": [
                        {"status": "failed", "error": {"message": "Error: no", "stack": "…"}}
                    ]}
                ]}
            ]}]}]
        }"#;
        let results = results(serde_json::from_str(json).unwrap());
        assert_eq!(results.failures, ["[phone] a.spec.ts: two: Error: no"]);
    }
}
