//! The report: what was tried, how it went and how long it took, with a last line that sums it up.

use std::{fmt, process::ExitCode, time::Duration};

use anyhow::Result;

use crate::step::{note, timed};

/// Numbers of tests by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    /// One test that went well.
    pub(crate) const PASS: Self = Self { passed: 1, failed: 0, skipped: 0 };
    /// One test that did not.
    pub(crate) const FAIL: Self = Self { passed: 0, failed: 1, skipped: 0 };

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let skipped = if self.skipped > 0 { format!(", {} skipped", self.skipped) } else { String::new() };
        formatter.pad(&format!("{} passed, {} failed{skipped}", self.passed, self.failed))
    }
}

/// How tests went, and what is known of those that failed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Results {
    pub(crate) tally: Tally,
    /// A line for each failure whose name is known: the test, and what it said first.
    pub(crate) failures: Vec<String>,
}

impl From<Tally> for Results {
    fn from(tally: Tally) -> Self {
        Self { tally, failures: Vec::new() }
    }
}

impl Results {
    /// What is counted as one test that failed. The reason is told at once.
    pub(crate) fn failure(reason: String) -> Self {
        note(&reason);
        Self { tally: Tally::FAIL, failures: vec![reason] }
    }

    pub(crate) fn plus(mut self, other: Self) -> Self {
        self.failures.extend(other.failures);
        Self { tally: self.tally.plus(other.tally), ..self }
    }

    /// The same without the tests that were not run, where another run is going to ask for them.
    pub(crate) fn without_skipped(self) -> Self {
        Self { tally: Tally { skipped: 0, ..self.tally }, ..self }
    }
}

/// A list of things tried. A failure does not end it: one run shows everything.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    name: String,
    results: Results,
    duration: Duration,
}

impl Report {
    /// Tries something that counts as one test; tells whether it went well.
    pub(crate) fn check(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        self.tests(name, || work().map(|()| Tally::PASS))
    }

    /// Tries something that runs tests; tells whether all went well. To run none is a failure.
    pub(crate) fn tests<R: Into<Results>>(&mut self, name: &str, work: impl FnOnce() -> Result<R>) -> bool {
        let (result, duration) = timed(name, work);
        let results = result.map(Into::into).unwrap_or_else(|error| Results::failure(format!("{error:#}")));
        self.add(name, results, duration)
    }

    /// Notes that something could not be tried at all, which counts as one failure: answers `false`.
    pub(crate) fn not_tried(&mut self, name: &str, reason: &str) -> bool {
        println!("==> {name}");
        self.add(name, Results::failure(format!("not tried: {reason}")), Duration::ZERO)
    }

    /// Notes that tests could not be run for want of something that this machine does not have, which is no failure:
    /// answers `true`.
    pub(crate) fn skipped(&mut self, name: &str, tests: u64, reason: &str) -> bool {
        println!("==> {name}");
        note(format!("SKIPPED: {tests} tests: {reason}"));
        let results = Tally { skipped: tests, ..Tally::default() }.into();
        self.rows.push(Row { name: name.to_owned(), results, duration: Duration::ZERO });
        true
    }

    /// Shows the table, what failed, and as the very last line the sum.
    pub(crate) fn finish(self) -> ExitCode {
        let total = self.total();
        println!("\n{self}\n{}{total}", self.failures());
        if total.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    fn total(&self) -> Tally {
        self.rows.iter().fold(Tally::default(), |sum, row| sum.plus(row.results.tally))
    }

    /// What failed, so that nobody has to look for it in all that was written before: empty when nothing did.
    fn failures(&self) -> String {
        let mut lines = String::new();
        for Row { name, results, .. } in &self.rows {
            for failure in &results.failures {
                lines += &format!("{name}: {}\n", brief(failure));
            }
        }
        if lines.is_empty() { lines } else { format!("What failed:\n{lines}\n") }
    }

    fn add(&mut self, name: &str, mut results: Results, duration: Duration) -> bool {
        if results.tally.passed + results.tally.failed == 0 {
            results = results.plus(Results::failure("no test ran, which counts as a failure".to_owned()));
        }
        let went_well = results.tally.failed == 0;
        self.rows.push(Row { name: name.to_owned(), results, duration });
        went_well
    }
}

/// At most so many characters of a failure are shown in the list of all.
const BRIEF: usize = 600;

/// A failure's words on one line.
fn brief(failure: &str) -> String {
    let words: Vec<_> = failure.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(BRIEF) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Row { name, results: Results { tally, .. }, duration } in &self.rows {
            let verdict = match tally {
                Tally { failed: 1.., .. } => "FAILED",
                Tally { passed: 0, .. } => "SKIPPED",
                _ => "ok",
            };
            writeln!(formatter, "{verdict:<7} {name:<30} {tally:<36} {:>8.1} s", duration.as_secs_f64())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_failure_does_not_end_the_report() {
        let mut report = Report::default();
        assert!(!report.check("lint", || Err(anyhow!("no"))));
        assert!(report.tests("unit", || Ok(Tally { passed: 5, failed: 0, skipped: 2 })));
        assert_eq!(report.total().to_string(), "5 passed, 1 failed, 2 skipped");
    }

    #[test]
    fn what_failed_is_listed_on_a_line_each() {
        let mut report = Report::default();
        report.check("lint", || Err(anyhow!("no")));
        report.tests("unit", || Ok(Results { tally: Tally::FAIL, failures: vec!["one:\n  two\n".to_owned()] }));
        assert_eq!(report.failures(), "What failed:\nlint: no\nunit: one: two\n\n");
        assert_eq!(Report::default().failures(), "");
        assert_eq!(brief(&"é".repeat(BRIEF + 1)).chars().count(), BRIEF + 1);
    }

    #[test]
    fn a_suite_without_tests_has_failed() {
        let mut report = Report::default();
        assert!(!report.tests("unit", || Ok(Tally { passed: 0, failed: 0, skipped: 3 })));
        assert_eq!(report.total().failed, 1);
    }

    #[test]
    fn what_was_skipped_is_counted_and_is_no_failure() {
        let mut report = Report::default();
        report.check("lint", || Ok(()));
        report.skipped("cluster", 4, "no proxy");
        assert_eq!(report.total().to_string(), "1 passed, 0 failed, 4 skipped");
        assert!(report.to_string().contains("SKIPPED cluster"), "{report}");
    }

    #[test]
    fn what_could_not_be_tried_has_failed() {
        let mut report = Report::default();
        report.not_tried("browser", "no server");
        assert_eq!(report.total().to_string(), "0 passed, 1 failed");
    }
}
