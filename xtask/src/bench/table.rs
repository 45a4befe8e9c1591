//! The table of all figures: for people as aligned text, for programs as JSON.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{environment::Environment, figures::Figure};

const HEADINGS: [&str; 5] = ["", "median", "min..max", "unit", "ratio"];
/// Numbers stand at the right of their columns.
const AT_THE_RIGHT: [bool; 5] = [false, true, true, false, false];

/// All figures, and where they were measured.
#[derive(Debug, Serialize)]
pub(crate) struct Table {
    pub(crate) environment: Environment,
    pub(crate) figures: Vec<Figure>,
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.environment)?;
        let lines: Vec<_> = self.figures.iter().map(Figure::cells).collect();
        let headings = HEADINGS.map(str::to_owned);
        let mut widths = [0; 5];
        for line in lines.iter().chain([&headings]) {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = cell.chars().count().max(*width);
            }
        }
        writeln!(f, "  {}", aligned(&headings, widths))?;
        let mut group = "";
        for (figure, line) in self.figures.iter().zip(&lines) {
            if figure.group() != group {
                group = figure.group();
                writeln!(f, "{group}")?;
            }
            writeln!(f, "  {}", aligned(line, widths))?;
        }
        Ok(())
    }
}

fn aligned(line: &[String; 5], widths: [usize; 5]) -> String {
    let cells = line.iter().zip(widths).zip(AT_THE_RIGHT);
    let cells = cells.map(|((cell, width), at_the_right)| match at_the_right {
        true => format!("{cell:>width$}"),
        false => format!("{cell:<width$}"),
    });
    cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let bare = Figure::new("session check", "bare axum", "/s", vec![97_000.0]);
        let ours = Figure::new("session check", "bienvenue", "/s", vec![48_500.0]).beside(&bare);
        let memory = Figure::new("footprint", "memory", "MiB", vec![14.5]);
        Table { environment: Environment::unknown(), figures: vec![bare, ours, memory] }
    }

    #[test]
    fn columns_are_aligned_below_the_name_of_what_was_measured() {
        let text = table().to_string();
        let lines: Vec<_> = text.lines().rev().take(6).collect();
        let expected = [
            "             median      min..max  unit  ratio",
            "session check",
            "  bare axum   97000  97000..97000  /s",
            "  bienvenue   48500  48500..48500  /s    0.500 of bare axum",
            "footprint",
            "  memory       14.5    14.5..14.5  MiB",
        ];
        assert_eq!(lines, expected.into_iter().rev().collect::<Vec<_>>(), "{text}");
    }

    #[test]
    fn programs_get_every_value() {
        let json = serde_json::to_value(table()).unwrap();
        assert_eq!(json["figures"][1]["ratios"][0], serde_json::json!({ "to": "bare axum", "value": 0.5 }));
        assert_eq!(json["figures"][2]["values"], serde_json::json!([14.5]));
        assert_eq!(json["environment"]["cores"], 0);
    }
}
