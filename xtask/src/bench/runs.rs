//! The runs of one program, one of each repetition.

use super::{figures::Figure, load::Load};

/// Runs of one program under the same load.
#[derive(Debug, Default)]
pub(crate) struct Runs(pub(crate) Vec<Load>);

/// A column of the table that runs give.
pub(crate) type Column = fn(&Runs, &str, &str) -> Figure;

impl Runs {
    /// Answers a second.
    pub(crate) fn rate(&self, group: &str, name: &str) -> Figure {
        self.figure(group, name, "/s", Load::per_second)
    }

    /// What half of the answers take.
    pub(crate) fn p50(&self, group: &str, name: &str) -> Figure {
        self.figure(group, &format!("{name}, p50"), "ms", |load| load.latency.p50_millis())
    }

    /// What 99 of 100 answers take.
    pub(crate) fn p99(&self, group: &str, name: &str) -> Figure {
        self.figure(group, &format!("{name}, p99"), "ms", |load| load.latency.p99_millis())
    }

    fn figure(&self, group: &str, name: &str, unit: &'static str, value: fn(&Load) -> f64) -> Figure {
        Figure::new(group, name, unit, self.0.iter().map(value).collect())
    }
}
