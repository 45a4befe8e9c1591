//! A letter is what a mail says, described once. Its text and its HTML are both made of that, so they say the same.

mod html;
mod text;

use super::{Occurrence, Secrets, link};
use domain::Email;
use std::{fmt, time::Duration};

/// What a mail says. It holds secrets, so it has no `Debug`.
pub(super) struct Letter {
    /// What it is about; its heading, too. Never made of what somebody typed.
    subject: &'static str,
    /// In the order of reading.
    blocks: Vec<Block>,
}

/// A part of a letter.
enum Block {
    Paragraph(String),
    /// What is good to know, in a softer voice.
    Aside(String),
    /// Names and what they stand for.
    Facts(Vec<(&'static str, String)>),
    /// The one thing to do.
    Button {
        label: &'static str,
        link: String,
    },
    /// What can be typed on another device.
    Code(String),
}

/// A duration, in the largest unit that leaves a number one can imagine. Not longer than it is true.
struct InWords(Duration);

impl Letter {
    pub(super) fn new(subject: &'static str) -> Self {
        Self { subject, blocks: Vec::new() }
    }

    pub(super) fn subject(&self) -> &'static str {
        self.subject
    }

    pub(super) fn paragraph(self, text: impl Into<String>) -> Self {
        self.with(Block::Paragraph(text.into()))
    }

    pub(super) fn facts(self, occurrence: &Occurrence<'_>) -> Self {
        self.with(Block::Facts(occurrence.facts()))
    }

    pub(super) fn button(self, label: &'static str, link: String) -> Self {
        self.with(Block::Button { label, link })
    }

    /// The way to a page that wants a secret: as a link, and as a code for who reads the mail on another device, or can't
    /// follow the link.
    pub(super) fn way_in(self, label: &'static str, page: &str, to: &Email, secrets: &Secrets<'_>) -> Self {
        let lifetime = InWords(secrets.lifetime);
        self.button(label, link::with_secret(page, to, secrets.token))
            .paragraph(format!("Or open {page} and enter this code:"))
            .with(Block::Code(secrets.code.to_owned()))
            .with(Block::Aside(format!(
                "Both work once, for the next {lifetime}. Opening the link changes nothing yet."
            )))
    }

    /// What mail programs show beside the subject.
    fn preview(&self) -> &str {
        self.blocks
            .iter()
            .find_map(|block| if let Block::Paragraph(text) = block { Some(&**text) } else { None })
            .unwrap_or_default()
    }

    fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }
}

impl fmt::Display for InWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.0.as_secs() / 60;
        let hours = minutes / 60;
        match (minutes, hours) {
            (0, _) => f.write_str("few seconds"),
            (1, _) => f.write_str("minute"),
            (2..120, _) => write!(f, "{minutes} minutes"),
            (_, 0..48) => write!(f, "{hours} hours"),
            _ => write!(f, "{} days", hours / 24),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_never_said_to_be_longer_than_it_is() {
        const HOUR: u64 = 60 * 60;
        for (seconds, words) in [
            (59, "few seconds"),
            (119, "minute"),
            (30 * 60, "30 minutes"),
            (2 * HOUR - 1, "119 minutes"),
            (24 * HOUR - 1, "23 hours"),
            (24 * HOUR, "24 hours"),
            (7 * 24 * HOUR - 1, "6 days"),
            (7 * 24 * HOUR, "7 days"),
        ] {
            assert_eq!(InWords(Duration::from_secs(seconds)).to_string(), words);
        }
    }
}
