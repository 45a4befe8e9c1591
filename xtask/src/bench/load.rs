//! What wrk counted: one line of JSON, which `done.lua` writes.

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// A run under load.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Load {
    pub(crate) requests: u64,
    microseconds: u64,
    errors: Errors,
    pub(crate) latency: Latency,
}

/// What went wrong, by kind. `status`: 400 and above; `others`: not 200, where a script looks at each answer, and the
/// status of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Errors {
    connect: u64,
    read: u64,
    write: u64,
    timeout: u64,
    status: u64,
    others: u64,
    first: u64,
}

/// How long answers took, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) struct Latency {
    pub(crate) p50: u64,
    p90: u64,
    pub(crate) p99: u64,
    p999: u64,
    max: u64,
}

impl Load {
    /// Reads what wrk wrote, and refuses a run in which anything went wrong: it would have measured something else.
    ///
    /// # Errors
    /// When there is no such line, when nothing was answered, or not everything well.
    pub(crate) fn read(output: &str) -> Result<Self> {
        let line = output.lines().find(|line| line.starts_with('{')).context("wrk wrote no line of JSON")?;
        let load: Self = serde_json::from_str(line).context("wrk's line of JSON is not what it used to be")?;
        if load.errors.any() {
            bail!("not all of {} requests went well: {:?}", load.requests, load.errors);
        }
        if load.requests == 0 || load.microseconds == 0 {
            bail!("nothing was answered");
        }
        Ok(load)
    }

    /// Answers a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.requests as f64 * 1e6 / self.microseconds as f64
    }
}

impl Errors {
    fn any(self) -> bool {
        let Self { connect, read, write, timeout, status, others, first: _ } = self;
        connect + read + write + timeout + status + others > 0
    }
}

impl Latency {
    /// In milliseconds: half of the answers took no longer.
    pub(crate) fn p50_millis(self) -> f64 {
        self.p50 as f64 / 1e3
    }

    /// In milliseconds: 99 of 100 answers took no longer.
    pub(crate) fn p99_millis(self) -> f64 {
        self.p99 as f64 / 1e3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What wrk writes in all, with so many errors of one kind.
    fn output(requests: u64, timeouts: u64, others: u64) -> String {
        let first = if others > 0 { 503 } else { 0 };
        format!(
            "Running 10s test @ http://127.0.0.1:5000\n  1 threads and 32 connections\nRequests/sec:  97000.00\n\
             {{\"requests\":{requests},\"microseconds\":2000000,\"errors\":{{\"connect\":0,\"read\":0,\"write\":0,\
             \"timeout\":{timeouts},\"status\":0,\"others\":{others},\"first\":{first}}},\
             \"latency\":{{\"p50\":310,\"p90\":400,\"p99\":1250,\"p999\":2000,\"max\":9000}}}}\n"
        )
    }

    #[test]
    fn the_line_is_found_among_the_words_for_people() {
        let load = Load::read(&output(5_000, 0, 0)).unwrap();
        assert_eq!((load.per_second(), load.latency.p50_millis(), load.latency.p99_millis()), (2_500.0, 0.31, 1.25));
    }

    #[test]
    fn a_run_with_an_error_counts_for_nothing() {
        let refusal = Load::read(&output(5_000, 3, 0)).unwrap_err().to_string();
        assert!(refusal.contains("timeout: 3"), "{refusal}");
        let refusal = Load::read(&output(5_000, 0, 1)).unwrap_err().to_string();
        assert!(refusal.contains("first: 503"), "{refusal}");
    }

    #[test]
    fn no_answer_is_no_measurement() {
        assert!(Load::read(&output(0, 0, 0)).is_err());
        assert!(Load::read("unable to connect to 127.0.0.1:5000 Connection refused\n").is_err());
    }
}
