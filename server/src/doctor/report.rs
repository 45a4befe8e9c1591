//! A report is what all checks found, for people or as JSON.

use crate::cli::CONFIGURATION_ERROR;
use serde::Serialize;
use std::io::{self, Write};

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    /// As it should be.
    Ok,
    /// It works, and should be otherwise.
    Warning,
    /// It does not work, or is not safe.
    Problem,
    /// It could not be told.
    Skipped,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) status: Status,
    pub(super) message: String,
    /// What to do about it.
    pub(super) remedy: Option<String>,
}

/// What all checks found.
#[derive(Debug)]
pub struct Report {
    checks: Vec<Check>,
    settings_are_usable: bool,
}

/// The JSON of a report.
#[derive(Serialize)]
struct Told<'r> {
    ok: bool,
    checks: &'r [Check],
}

impl Check {
    pub(super) fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, status: Status::Ok, message: message.into(), remedy: None }
    }

    pub(super) fn skipped(name: &'static str, why: impl Into<String>) -> Self {
        Self { name, status: Status::Skipped, message: why.into(), remedy: None }
    }

    pub(super) fn warning(name: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, status: Status::Warning, message: message.into(), remedy: Some(remedy.into()) }
    }

    pub(super) fn problem(name: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, status: Status::Problem, message: message.into(), remedy: Some(remedy.into()) }
    }

    /// A refusal as serving says it: what is wrong, and behind the last semicolon what to do.
    pub(super) fn refused(name: &'static str, refusal: &str) -> Self {
        let (message, remedy) = match refusal.rsplit_once("; ") {
            Some((message, remedy)) => (message, Some(remedy.to_owned())),
            None => (refusal, None),
        };
        Self { name, status: Status::Problem, message: message.to_owned(), remedy }
    }
}

impl Report {
    pub(super) fn new(checks: Vec<Check>, settings_are_usable: bool) -> Self {
        Self { checks, settings_are_usable }
    }

    /// What the program ends with: 0 without a problem, 1 with one, 78 when it is in the settings themselves.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match (self.settings_are_usable, self.count(Status::Problem)) {
            (false, _) => CONFIGURATION_ERROR,
            (true, 0) => 0,
            (true, _) => 1,
        }
    }

    /// Tells it to people: a line a check, and below it what to do.
    ///
    /// # Errors
    /// When the output can't be written to.
    pub fn write_text(&self, output: &mut impl Write) -> io::Result<()> {
        for Check { name, status, message, remedy } in &self.checks {
            writeln!(output, "{:<8} {name:<15} {message}", status.word())?;
            if let Some(remedy) = remedy {
                writeln!(output, "{:<24} → {remedy}", "")?;
            }
        }
        let (problems, warnings) = (self.count(Status::Problem), self.count(Status::Warning));
        writeln!(output, "\n{}, {}", counted(problems, "problem"), counted(warnings, "warning"))
    }

    /// Tells it to programs.
    ///
    /// # Errors
    /// When the output can't be written to.
    pub fn write_json(&self, output: &mut impl Write) -> io::Result<()> {
        let told = Told { ok: self.count(Status::Problem) == 0, checks: &self.checks };
        serde_json::to_writer_pretty(&mut *output, &told)?;
        writeln!(output)
    }

    fn count(&self, status: Status) -> usize {
        self.checks.iter().filter(|check| check.status == status).count()
    }
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
            Self::Skipped => "skipped",
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}"),
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_a_line_a_check_and_what_to_do_below_it() {
        let report = Report::new(
            vec![
                Check::ok("settings", "fine"),
                Check::refused("mail", "no; not so; do this"),
                Check::warning("hsts", "missing", "add it"),
                Check::skipped("service", "why not"),
            ],
            true,
        );
        let mut text = Vec::new();
        report.write_text(&mut text).unwrap();
        let expected = "ok       settings        fine\n\
                        problem  mail            no; not so\n                         → do this\n\
                        warning  hsts            missing\n                         → add it\n\
                        skipped  service         why not\n\n\
                        1 problem, 1 warning\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
        assert_eq!(report.exit_code(), 1);
    }
}
