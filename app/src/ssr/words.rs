//! Instants as people and machines read them, in UTC.

use crate::visit::Instant;
use auth::Timestamp;
use time::{
    OffsetDateTime,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    macros::format_description,
};

const WORDS: &[BorrowedFormatItem<'_>] =
    format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");

/// The instant as pages show it.
#[must_use]
pub fn instant(timestamp: Timestamp) -> Instant {
    let words = date(timestamp).and_then(|date| date.format(WORDS).ok()).unwrap_or_default();
    Instant { machine: rfc3339(timestamp), words }
}

/// The instant as machines exchange it (RFC 3339); empty outside of the years 1 to 9999, which no clock shows.
#[must_use]
pub fn rfc3339(timestamp: Timestamp) -> String {
    date(timestamp).and_then(|date| date.format(&Rfc3339).ok()).unwrap_or_default()
}

fn date(timestamp: Timestamp) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(timestamp.as_millis().div_euclid(1_000)).ok()
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
