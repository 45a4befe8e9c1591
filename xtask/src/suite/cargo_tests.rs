//! Cargo's tests, counted from what cargo and the test programs write.

use std::{collections::HashMap, mem, process::Command};

use anyhow::Result;

use super::Extent;
use crate::{
    packages::{PRODUCT, XTASK},
    postgres, process,
    report::{Results, Tally},
    workspace::Workspace,
};

/// The test programs that run on both engines: of the service, and of the server through its front door.
const ON_BOTH_ENGINES: [&str; 4] = ["--test", "auth", "--test", "api"];
const SOURCES_ON_BOTH_ENGINES: [&str; 2] = ["tests/auth/main.rs", "tests/api/main.rs"];

/// The module of the tests that break what is around the server.
const OUTAGES: &str = "outage::";

/// How the tests went that need no more than this machine.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// All of them, but for those that have to be asked for.
    pub(super) results: Results,
    /// Those of them that run on the other engine, too.
    pub(super) on_both_engines: u64,
    /// Those that have to be asked for, because they need PostgreSQL, a pooler or a proxy to break.
    pub(super) to_be_asked_for: u64,
}

/// Compiles the tests of everything that runs on the host.
pub(super) fn compile(workspace: &Workspace) -> Result<()> {
    [PRODUCT, XTASK].into_iter().try_for_each(|part| process::run(cargo_test(workspace, part).arg("--no-run")))
}

/// Runs the tests of everything that runs on the host, documentation included; the database is SQLite.
pub(super) fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut product = cargo_test(workspace, PRODUCT);
    product.env_remove(postgres::VARIABLE);
    let (product, programs) = count(product)?;
    let to_be_asked_for = product.tally.skipped;
    let (xtask, _) = count(cargo_test(workspace, XTASK))?;
    let on_both_engines = |(program, tally): &(String, Tally)| {
        SOURCES_ON_BOTH_ENGINES.iter().any(|source| program.contains(source)).then_some(tally.passed + tally.failed)
    };
    Ok(Outcome {
        results: product.plus(xtask).without_skipped(),
        on_both_engines: programs.iter().filter_map(on_both_engines).sum(),
        to_be_asked_for,
    })
}

/// Runs the tests of the service and of the server on a PostgreSQL server: as many as on SQLite, or one has failed.
pub(super) fn on_postgres(workspace: &Workspace, url: &str, as_many_as: u64) -> Result<Results> {
    let mut command = cargo_test(workspace, PRODUCT);
    command.args(ON_BOTH_ENGINES).env(postgres::VARIABLE, url);
    let results = count(command)?.0.without_skipped();
    let ran = results.tally.passed + results.tally.failed;
    if ran == as_many_as {
        return Ok(results);
    }
    Ok(results.plus(Results::failure(format!("{as_many_as} tests ran on SQLite, but {ran} on PostgreSQL"))))
}

/// Runs the tests that have to be asked for.
pub(super) fn asked_for(workspace: &Workspace) -> Result<Results> {
    let mut command = cargo_test(workspace, PRODUCT);
    command.args(ON_BOTH_ENGINES).args(["--", "--ignored", "--skip", OUTAGES]);
    Ok(count(command)?.0)
}

/// Runs the tests that break what is around the server, one after the other, because some of them measure.
pub(crate) fn outages(workspace: &Workspace, extent: Extent) -> Result<Results> {
    let mut command = cargo_test(workspace, PRODUCT);
    command.args(["--test", "api", "--", "--ignored", "--nocapture", "--test-threads", "1", OUTAGES]);
    command.env_remove(postgres::VARIABLE).envs(extent.variables());
    Ok(count(command)?.0.without_skipped())
}

fn cargo_test(workspace: &Workspace, selection: &[&str]) -> Command {
    let mut command = process::cargo(workspace, "test");
    command.args(selection).args(["--no-fail-fast", "--target-dir", "target"]);
    // The log reads lines that these could take away or paint.
    command.env("CARGO_TERM_COLOR", "never").env("CARGO_TERM_QUIET", "false").env("CARGO_TERM_VERBOSE", "false");
    command
}

/// Runs tests; answers how they went, in all and of each program.
fn count(command: Command) -> Result<(Results, Vec<(String, Tally)>)> {
    let mut log = Log::default();
    let status = process::tee(command, |line| log.read(line))?;
    Ok(log.finish(status.success()))
}

/// Before the name of a test in the list of those that failed.
const INDENT: &str = "    ";

/// What has been read so far. Cargo announces every test program; each of them must give a result before the next.
#[derive(Debug, Default)]
struct Log {
    results: Results,
    programs: Vec<(String, Tally)>,
    /// The test program that was announced and has given no result yet.
    waiting_for: Option<String>,
    /// What the program's tests said when they panicked, by their names: some of them are meant to.
    panics: HashMap<String, String>,
    /// The test whose panic has been announced, and whose words follow.
    panicking: Option<String>,
    /// Whether the lines that follow name tests that failed.
    listing: bool,
}

impl Log {
    fn read(&mut self, line: &str) {
        // Whatever follows a panic is read all the same: it may be another program, where this one ended with it.
        if let Some(test) = self.panicking.take() {
            self.panics.insert(test, line.to_owned());
        }
        if let Some(test) = panic(line) {
            self.panicking = Some(test.to_owned());
        } else if let Some(program) = announcement(line) {
            self.blame_waiting();
            self.panics.clear();
            self.waiting_for = Some(program.to_owned());
        } else if let Some(test) = line.strip_prefix(INDENT).filter(|_| self.listing) {
            // A test that runs alone does so on the main thread.
            let words = self.panics.remove(test).or_else(|| self.panics.remove("main"));
            self.results.failures.push(format!("{test}: {}", words.unwrap_or_default()));
        } else if let Some(result) = line.strip_prefix("test result: ") {
            self.results.tally = self.results.tally.plus(counts(result));
            self.programs.extend(self.waiting_for.take().map(|program| (program, counts(result))));
        } else {
            self.listing = line == "failures:";
        }
    }

    fn finish(mut self, success: bool) -> (Results, Vec<(String, Tally)>) {
        self.blame_waiting();
        if !success && self.results.tally.failed == 0 {
            self.blame("cargo test failed outside of any test".to_owned());
        }
        (self.results, self.programs)
    }

    // A program that ends without a result has crashed, or somebody has killed it.
    fn blame_waiting(&mut self) {
        if let Some(program) = self.waiting_for.take() {
            self.blame(format!("{program} ended without a result"));
        }
    }

    fn blame(&mut self, reason: String) {
        self.results = mem::take(&mut self.results).plus(Results::failure(reason));
    }
}

/// Reads `thread 'one' (7) panicked at src/lib.rs:1:1:`, after which the reason follows.
fn panic(line: &str) -> Option<&str> {
    let (thread, place) = line.strip_prefix("thread '")?.split_once('\'')?;
    place.contains(" panicked at ").then_some(thread)
}

fn announcement(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let is_program = line.starts_with("Running ") && line.ends_with(')');
    (is_program || line.starts_with("Doc-tests ")).then_some(line)
}

/// Reads `ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s`.
fn counts(result: &str) -> Tally {
    let count = |label: &str| {
        let words: Vec<_> = result.split([' ', ';']).collect();
        let pair = words.windows(2).find(|pair| pair[1] == label);
        pair.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
    };
    Tally { passed: count("passed"), failed: count("failed"), skipped: count("ignored") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(lines: impl IntoIterator<Item = &'a str>) -> Log {
        let mut log = Log::default();
        lines.into_iter().for_each(|line| log.read(line));
        log
    }

    fn tally(output: &str, success: bool) -> Tally {
        read(output.lines()).finish(success).0.tally
    }

    #[test]
    fn a_test_that_failed_is_told_with_its_first_words() {
        let log = read([
            "     Running unittests src/lib.rs (target/debug/deps/auth-1)",
            "test meant::to_panic ... ok",
            "test two::failed ... FAILED",
            "",
            "failures:",
            "",
            "---- two::failed stdout ----",
            "",
            "thread 'two::failed' (7) panicked at auth/src/two.rs:1:2:",
            "assertion `left == right` failed",
            "    left: 1",
            "",
            "failures:",
            "    two::failed",
            "",
            "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        ]);
        assert_eq!(log.finish(false).0.failures, ["two::failed: assertion `left == right` failed"]);
    }

    #[test]
    fn the_results_of_one_program_can_be_told_from_the_others() {
        let log = read([
            "     Running unittests src/lib.rs (target/debug/deps/auth-1)",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "     Running tests/auth/main.rs (target/debug/deps/auth-2)",
            "test result: ok. 5 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        ]);
        let (_, programs) = log.finish(true);
        let auth = programs.iter().find(|(program, _)| program.contains(SOURCES_ON_BOTH_ENGINES[0])).unwrap();
        assert_eq!(auth.1, Tally { passed: 5, failed: 0, skipped: 2 });
    }

    #[test]
    fn results_of_all_programs_are_added_up() {
        let output = "     Running unittests src/lib.rs (target/debug/deps/auth-1)\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            Doc-tests auth\n\
            test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n\
            test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(tally(output, false), Tally { passed: 6, failed: 1, skipped: 1 });
    }

    #[test]
    fn a_program_that_crashes_is_a_failure_even_beside_others() {
        let output = "     Running unittests src/lib.rs (target/debug/deps/auth-1)\n\
            test one ... error: test failed, to rerun pass `-p auth --lib`\n\
            \n     Running tests/api/main.rs (target/debug/deps/api-2)\n\
            test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        assert_eq!(tally(output, false), Tally { passed: 5, failed: 3, skipped: 0 });
    }

    #[test]
    fn a_program_that_ends_with_a_panic_hides_no_other() {
        let output = "     Running unittests src/lib.rs (target/debug/deps/auth-1)\n\
            thread 'one' (7) panicked at auth/src/one.rs:1:2:\n\
            \x20    Running tests/api/main.rs (target/debug/deps/api-2)\n\
            test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        assert_eq!(tally(output, false), Tally { passed: 5, failed: 1, skipped: 0 });
    }

    #[test]
    fn a_crash_of_the_last_program_is_noticed() {
        let output = "     Running unittests src/lib.rs (target/debug/deps/auth-1)\nrunning 4 tests\n";
        assert_eq!(tally(output, false).failed, 1);
    }

    #[test]
    fn tests_that_do_not_compile_are_a_failure() {
        assert_eq!(tally("error: could not compile `auth` (lib test)\n", false).failed, 1);
    }
}
