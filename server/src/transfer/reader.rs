//! Reading users from a file, line by line. What is wrong with a line is said without its values: one may be a hash.

use super::{
    bounded::{Bound, Bounded},
    format::{FIELDS, Format, from_cell},
};
use auth::UserRecord;
use csv::StringRecord;
use serde_json::{Map, Value};
use std::io::{self, BufRead, ErrorKind, Read};

/// What one user may take, in bytes; about a hundred times what one does.
const LONGEST_LINE: u64 = 64 * 1024;

/// A user, or why a line is none, with the line's number.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) record: Result<UserRecord, String>,
}

/// Reads one user after the other.
pub(super) enum Reader<R: BufRead> {
    Json { input: R, lines: u64, bytes: u64 },
    Csv { input: Box<csv::Reader<Bounded<R>>>, columns: StringRecord, bound: Bound },
}

impl<R: BufRead> Reader<R> {
    /// Begins to read; fails where the columns of a table are not the ones that users have.
    pub(super) fn new(format: Format, input: R) -> io::Result<Self> {
        match format {
            Format::Json => Ok(Self::Json { input, lines: 0, bytes: 0 }),
            Format::Csv => {
                // One sign that ends lines, for they are counted by it; the other one is taken from the last cell.
                let mut builder = csv::ReaderBuilder::new();
                let builder = builder.flexible(true).terminator(csv::Terminator::Any(b'\n'));
                let bound = Bound::default();
                bound.set(LONGEST_LINE);
                let mut input = Box::new(builder.from_reader(Bounded::new(input, bound.clone())));
                let columns = input.headers()?.iter().map(without_return).collect();
                check_columns(&columns)?;
                Ok(Self::Csv { input, columns, bound })
            }
        }
    }

    /// The next line that is not empty.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        match self {
            Self::Json { input, lines, bytes } => next_object(input, lines, bytes),
            Self::Csv { input, columns, bound } => {
                bound.set(input.position().byte() + LONGEST_LINE);
                next_row(input, columns)
            }
        }
    }

    /// How much has been read.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Json { bytes, .. } => *bytes,
            Self::Csv { input, .. } => input.position().byte(),
        }
    }
}

fn next_object<R: BufRead>(input: &mut R, lines: &mut u64, bytes: &mut u64) -> io::Result<Option<Line>> {
    loop {
        let mut line = Vec::new();
        let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        *lines += 1;
        *bytes += u64::try_from(read).unwrap_or_default();
        let number = *lines;
        if !line.ends_with(b"\n") && line.len() as u64 == LONGEST_LINE {
            *bytes += u64::try_from(input.skip_until(b'\n')?).unwrap_or_default();
            return Ok(Some(Line { number, record: Err(format!("longer than {LONGEST_LINE} bytes")) }));
        }
        if !line.trim_ascii().is_empty() {
            return Ok(Some(Line { number, record: object(&line) }));
        }
    }
}

fn object(line: &[u8]) -> Result<UserRecord, String> {
    let fields: Map<String, Value> = serde_json::from_slice(line).map_err(|_| "no JSON object".to_owned())?;
    let mut record = UserRecord::default();
    for (name, value) in fields {
        let field = field(&mut record, &name).ok_or_else(|| format!("a field is none of {}", FIELDS.join(", ")))?;
        *field = match value {
            Value::Null => None,
            Value::String(text) => Some(text),
            Value::Bool(flag) if is_flag(&name) => Some(flag.to_string()),
            _ => {
                let or_flag = if is_flag(&name) { ", nor true or false" } else { "" };
                return Err(format!("a field is not of text{or_flag}"));
            }
        };
    }
    Ok(record)
}

fn next_row<R: Read>(input: &mut csv::Reader<R>, columns: &StringRecord) -> io::Result<Option<Line>> {
    let mut row = StringRecord::new();
    let begun = input.position().line();
    let read = input.read_record(&mut row);
    let number = row.position().map_or_else(|| input.position().line(), csv::Position::line);
    match read {
        Ok(false) => Ok(None),
        Ok(true) => Ok(Some(Line { number, record: cells(&row, columns) })),
        Err(error) => match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == ErrorKind::InvalidData => Err(io::Error::other(format!(
                "line {begun} begins a row of more than {LONGEST_LINE} bytes; is there a quote that nothing closes?"
            ))),
            csv::ErrorKind::Io(error) => Err(error),
            _ => Ok(Some(Line { number, record: Err("not UTF-8".to_owned()) })),
        },
    }
}

fn cells(row: &StringRecord, columns: &StringRecord) -> Result<UserRecord, String> {
    if row.len() != columns.len() {
        return Err(format!("{} cells under {} columns", row.len(), columns.len()));
    }
    let mut record = UserRecord::default();
    let cells = row.iter().map(without_return);
    for (name, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        if let Some(field) = field(&mut record, name) {
            *field = Some(from_cell(cell).to_owned());
        }
    }
    Ok(record)
}

fn without_return(cell: &str) -> &str {
    cell.strip_suffix('\r').unwrap_or(cell)
}

/// A column that nobody knows may be a known one that is misspelt: without it, everybody would lose their password.
fn check_columns(columns: &StringRecord) -> io::Result<()> {
    let known = columns.iter().all(|name| field(&mut UserRecord::default(), name).is_some());
    let has_email = columns.iter().filter(|name| *name == "email").count() == 1;
    match known && has_email {
        true => Ok(()),
        false => Err(io::Error::other(format!(
            "the first line has to name the columns: email, and as far as there are any {}",
            FIELDS.into_iter().filter(|name| *name != "email").collect::<Vec<_>>().join(", ")
        ))),
    }
}

fn field<'r>(record: &'r mut UserRecord, name: &str) -> Option<&'r mut Option<String>> {
    match name {
        "id" => Some(&mut record.id),
        "email" => Some(&mut record.email),
        "password_hash" => Some(&mut record.password_hash),
        "created_at" => Some(&mut record.created_at),
        "verified" => Some(&mut record.verified),
        "disabled" => Some(&mut record.disabled),
        _ => None,
    }
}

/// Whether a field is true or false, which JSON can say without a text.
fn is_flag(name: &str) -> bool {
    matches!(name, "verified" | "disabled")
}

#[cfg(test)]
mod tests;
