//! How users are written in a file.

use clap::ValueEnum;
use std::path::Path;

/// How users are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line.
    Json,
    /// A table (RFC 4180) whose first line names the columns.
    Csv,
}

/// What a user has, by the names of columns and of JSON's fields.
pub(super) const FIELDS: [&str; 6] = ["id", "email", "password_hash", "created_at", "verified", "disabled"];

/// What a spreadsheet may take for a formula where a cell begins with it, and what such a cell is marked with: the mark
/// itself, so that every address reads back as it was.
const NOT_FIRST: [char; 5] = ['=', '+', '-', '@', MARK];
const MARK: char = '\'';

impl Format {
    /// The one that was asked for, else that of the file's name, else JSON.
    pub(super) fn of(asked: Option<Self>, file: Option<&Path>) -> Self {
        let ending = file.and_then(Path::extension);
        let by_name =
            if ending.is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) { Self::Csv } else { Self::Json };
        asked.unwrap_or(by_name)
    }
}

/// A cell that no spreadsheet computes.
pub(super) fn as_cell(text: String) -> String {
    match text.starts_with(NOT_FIRST) {
        true => format!("{MARK}{text}"),
        false => text,
    }
}

/// What [`as_cell`] was given.
pub(super) fn from_cell(cell: &str) -> &str {
    cell.strip_prefix(MARK).filter(|text| text.starts_with(NOT_FIRST)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_one_reads_back() {
        for text in ["=1+1@me.com", "+bob@me.com", "-bob@me.com", "@", "'bob@me.com", "'=bob@me.com", "bob@me.com", ""]
        {
            let cell = as_cell(text.to_owned());
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
            assert_eq!(from_cell(&cell), text);
        }
        assert_eq!(from_cell("'bob@me.com"), "'bob@me.com", "written by others");
    }

    #[test]
    fn the_format_is_the_one_asked_for_or_that_of_the_files_name() {
        for (asked, file, format) in [
            (None, None, Format::Json),
            (None, Some("users.CSV"), Format::Csv),
            (None, Some("users.jsonl"), Format::Json),
            (Some(Format::Json), Some("users.csv"), Format::Json),
            (Some(Format::Csv), None, Format::Csv),
        ] {
            assert_eq!(Format::of(asked, file.map(Path::new)), format, "{asked:?} {file:?}");
        }
    }
}
