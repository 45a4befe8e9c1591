//! Instants as people and machines read them, in UTC.

use crate::visit::Instant;
use auth::Timestamp;
use time::{
    OffsetDateTime,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    formatting::Formattable,
    macros::format_description,
};

const WORDS: &[BorrowedFormatItem<'_>] =
    format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");

/// The instant as pages show it.
#[must_use]
pub(super) fn instant(timestamp: Timestamp) -> Instant {
    Instant { machine: rfc3339(timestamp), words: format(timestamp, WORDS) }
}

/// The instant as machines exchange it (RFC 3339).
#[must_use]
pub fn rfc3339(timestamp: Timestamp) -> String {
    format(timestamp, &Rfc3339)
}

/// The instant in UTC, in any form; empty outside of the years 1 to 9999, which no clock shows.
pub(super) fn format(timestamp: Timestamp, form: &(impl Formattable + ?Sized)) -> String {
    let date = OffsetDateTime::from_unix_timestamp(timestamp.as_millis().div_euclid(1_000));
    date.ok().and_then(|date| date.format(form).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_shown_to_machines_and_people() {
        let Instant { machine, words } = instant(Timestamp::from_millis(1_795_305_599_999));
        assert_eq!((machine.as_str(), words.as_str()), ("2026-11-21T23:59:59Z", "21 November 2026, 23:59 UTC"));
        assert_eq!(instant(Timestamp::from_millis(i64::MAX)).words, "");
    }
}
