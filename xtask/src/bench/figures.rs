//! Figures: what was measured several times, and what it is compared with.

use serde::Serialize;

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Figure {
    /// What was measured, as the table's headings say it.
    group: String,
    name: String,
    unit: &'static str,
    /// One of each repetition, in the order in which they were made.
    values: Vec<f64>,
    median: f64,
    least: f64,
    most: f64,
    ratios: Vec<Ratio>,
}

/// How large a figure is beside another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Ratio {
    /// What it is compared with.
    to: String,
    value: f64,
}

impl Figure {
    /// What was measured so many times.
    pub(crate) fn new(group: &str, name: &str, unit: &'static str, values: Vec<f64>) -> Self {
        let sorted = sorted(&values);
        Self {
            group: group.to_owned(),
            name: name.to_owned(),
            unit,
            median: median(&sorted),
            least: sorted.first().copied().unwrap_or_default(),
            most: sorted.last().copied().unwrap_or_default(),
            values,
            ratios: Vec::new(),
        }
    }

    /// The same, beside another; nothing is said where that is nothing.
    pub(crate) fn beside(mut self, other: &Self) -> Self {
        if other.median > 0.0 {
            self.ratios.push(Ratio { to: other.name.clone(), value: self.median / other.median });
        }
        self
    }

    pub(crate) fn group(&self) -> &str {
        &self.group
    }

    /// The cells of its line in the table.
    pub(crate) fn cells(&self) -> [String; 5] {
        let ratios: Vec<_> = self.ratios.iter().map(|Ratio { to, value }| format!("{value:.3} of {to}")).collect();
        let spread = format!("{}..{}", number(self.least), number(self.most));
        [self.name.clone(), number(self.median), spread, self.unit.to_owned(), ratios.join(", ")]
    }
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// The middle of sorted values; between the two in the middle where their number is even.
fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    let upper = sorted.get(middle).copied().unwrap_or_default();
    match sorted.len() % 2 {
        1 => upper,
        _ => middle.checked_sub(1).and_then(|lower| sorted.get(lower)).map_or(upper, |lower| (lower + upper) / 2.0),
    }
}

/// Three digits that count, and no fewer than stand before the point.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        _ => 3,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order() {
        let of = |values: &[f64]| median(&sorted(values));
        assert_eq!((of(&[3.0, 1.0, 2.0]), of(&[4.0, 1.0, 2.0, 3.0]), of(&[7.0])), (2.0, 2.5, 7.0));
        assert_eq!(of(&[]), 0.0);
    }

    #[test]
    fn a_figure_is_told_with_its_spread_and_beside_others() {
        let limit = Figure::new("session check", "bare axum", "/s", vec![100_000.0, 90_000.0]);
        let ours = Figure::new("session check", "bienvenue", "/s", vec![52_000.0, 38_000.0, 47_500.0]).beside(&limit);
        assert_eq!(ours.cells(), ["bienvenue", "47500", "38000..52000", "/s", "0.500 of bare axum"]);
    }

    #[test]
    fn nothing_is_compared_with_nothing() {
        let none = Figure::new("x", "none", "/s", vec![]);
        assert_eq!(Figure::new("x", "ours", "/s", vec![1.0]).beside(&none).cells()[4], "");
    }

    #[test]
    fn numbers_have_three_digits_that_count() {
        assert_eq!([97_123.4, 42.16, 4.4, 0.012].map(number), ["97123", "42.2", "4.40", "0.012"]);
    }
}
