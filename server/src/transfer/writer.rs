//! Writing users into a file.

use super::format::{FIELDS, Format, as_cell};
use auth::UserRecord;
use serde_json::json;
use std::io::{self, Write};

/// Writes one user after the other.
pub(super) enum Writer<W: Write> {
    Json(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Writer<W> {
    pub(super) fn new(format: Format, output: W) -> io::Result<Self> {
        match format {
            Format::Json => Ok(Self::Json(output)),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(output);
                writer.write_record(FIELDS)?;
                Ok(Self::Csv(Box::new(writer)))
            }
        }
    }

    pub(super) fn write(&mut self, record: UserRecord) -> io::Result<()> {
        let UserRecord { id, email, password_hash, created_at, verified, disabled } = record;
        match self {
            Self::Json(output) => {
                let [verified, disabled] = [verified, disabled].map(|flag| flag.is_some_and(|flag| flag == "true"));
                let [id, email, hash, created_at] = [id, email, password_hash, created_at].map(|text| json!(text));
                // Not as one value: its fields would be sorted by name.
                writeln!(
                    output,
                    r#"{{"id":{id},"email":{email},"password_hash":{hash},"created_at":{created_at},"verified":{verified},"disabled":{disabled}}}"#
                )
            }
            Self::Csv(writer) => {
                let fields = [id, email, password_hash, created_at, verified, disabled];
                Ok(writer.write_record(fields.map(|field| as_cell(field.unwrap_or_default())))?)
            }
        }
    }

    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Json(mut output) => output.flush(),
            Self::Csv(mut writer) => writer.flush(),
        }
    }
}
