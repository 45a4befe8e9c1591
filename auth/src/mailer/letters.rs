//! The letters, a function each: those about an address, and those about an account.

mod about_accounts;
mod about_addresses;

use crate::Token;
use domain::Timestamp;
use std::time::Duration;
use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

const MINUTE: &[BorrowedFormatItem<'_>] =
    format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");

/// What opens a page for whoever has the mail, either of them, and for how long. It has no `Debug`.
pub(crate) struct Secrets<'a> {
    /// For the link.
    pub(crate) token: &'a Token,
    /// For typing, as people read it: `K7MP-3XWR`.
    pub(crate) code: &'a str,
    pub(crate) lifetime: Duration,
}

/// When something happened, and what did it. What is not known is empty.
#[derive(Debug)]
pub(crate) struct Occurrence<'a> {
    pub(crate) at: Option<Timestamp>,
    /// In words: `Firefox on Linux`.
    pub(crate) device: &'a str,
    pub(crate) network: &'a str,
}

impl Occurrence<'_> {
    /// What is known, by name.
    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let facts = [
            ("When", self.at.and_then(in_words).unwrap_or_default()),
            ("Device", self.device.to_owned()),
            ("Network", self.network.to_owned()),
        ];
        facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// `25 November 2026, 06:42 UTC`. `None` for an instant that no calendar has.
fn in_words(at: Timestamp) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(at.as_millis().div_euclid(1_000)).ok()?.format(MINUTE).ok()
}

#[cfg(test)]
mod tests;
