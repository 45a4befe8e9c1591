//! An id for each request, which its lines in the log have, and its answer.

use axum::http::HeaderValue;
use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher,
    sync::atomic::{AtomicU64, Ordering},
};
use uuid::{Builder, fmt::Hyphenated};

/// Draws ids. They open nothing, so they need not be what nobody can guess; but they don't tell how many there were, and
/// those of several instances are not the same. To ask the operating system would take longer than all the rest.
#[derive(Debug, Default)]
pub(crate) struct RequestIds {
    next: AtomicU64,
    keys: [RandomState; 2],
}

/// An id in the form of a UUID.
#[derive(Clone, Copy)]
pub(crate) struct RequestId([u8; Hyphenated::LENGTH]);

impl RequestIds {
    /// Another id.
    pub(crate) fn next(&self) -> RequestId {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let [first, second] = self.keys.each_ref().map(|keys| u128::from(keys.hash_one(number)));
        let id = Builder::from_random_bytes((first << 64 | second).to_be_bytes()).into_uuid();
        let mut text = [0; Hyphenated::LENGTH];
        id.hyphenated().encode_lower(&mut text);
        RequestId(text)
    }
}

impl RequestId {
    pub(crate) fn as_str(&self) -> &str {
        // It is ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_bytes(&self.0).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_id_comes_twice_and_none_tells_how_many_there_were() {
        let (ids, others) = (RequestIds::default(), RequestIds::default());
        let drawn: HashSet<_> = (0..1_000).flat_map(|_| [ids.next(), others.next()].map(|id| id.0)).collect();
        assert_eq!(drawn.len(), 2_000);
        let first = RequestIds::default().next();
        assert!(uuid::Uuid::try_parse(first.as_str()).is_ok_and(|id| id.get_version_num() == 4));
        assert_eq!(first.header().unwrap(), first.as_str());
    }
}
