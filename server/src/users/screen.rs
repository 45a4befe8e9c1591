//! The screen: answers go to standard output and nowhere else; what is only said to whoever sits there, to standard error.

use super::UserError;
use crate::output::has_reader;
use serde_json::Value;
use std::io::{self, IsTerminal, Write};

/// Where a command answers.
#[derive(Debug)]
pub(super) struct Screen {
    pub(super) json: bool,
    output: io::BufWriter<io::Stdout>,
}

impl Screen {
    pub(super) fn new(json: bool) -> Self {
        Self { json, output: io::BufWriter::new(io::stdout()) }
    }

    /// Answers one object as JSON or, to people, these words.
    pub(super) fn answer(&mut self, json: &Value, words: &str) -> Result<(), UserError> {
        match self.json {
            true => self.line(&json.to_string())?,
            false => self.line(words)?,
        };
        self.flush().map(drop)
    }

    /// Writes a line; `false` when nobody reads any more, which is no failure.
    pub(super) fn line(&mut self, text: &str) -> Result<bool, UserError> {
        has_reader(writeln!(self.output, "{text}")).map_err(UserError::Output)
    }

    /// Hands everything over that was written.
    pub(super) fn flush(&mut self) -> Result<bool, UserError> {
        has_reader(self.output.flush()).map_err(UserError::Output)
    }

    /// Says something to whoever sits there. Nobody may.
    pub(super) fn note(&self, text: &str) {
        if !self.json {
            _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// Whether somebody sits there who can answer.
    pub(super) fn has_somebody(&self) -> bool {
        io::stdin().is_terminal()
    }
}
