//! How long something took, each time.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

const NANOS: f64 = 1e9;
const MICROSECOND: u64 = 1_000;
const MILLISECOND: u64 = 1_000 * MICROSECOND;
const SECOND: u64 = 1_000 * MILLISECOND;

/// The longest time that each bucket counts, in ns. What took longer than all of them has a bucket, too.
const BOUNDS: [u64; Timings::BUCKETS - 1] = [
    100 * MICROSECOND,
    250 * MICROSECOND,
    500 * MICROSECOND,
    MILLISECOND,
    2_500 * MICROSECOND,
    5 * MILLISECOND,
    10 * MILLISECOND,
    25 * MILLISECOND,
    100 * MILLISECOND,
    250 * MILLISECOND,
    500 * MILLISECOND,
    SECOND,
    5 * SECOND,
];

/// How often something took how long: a histogram, which costs two additions to write to.
#[derive(Debug, Default)]
pub struct Timings {
    buckets: [AtomicU64; Self::BUCKETS],
    nanos: AtomicU64,
}

impl Timings {
    /// How many buckets there are.
    pub const BUCKETS: usize = 14;

    /// Once more, it took so long.
    pub fn observe(&self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| *bound < nanos);
        if let Some(bucket) = self.buckets.get(bucket) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    /// How many seconds it took in all.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.nanos.load(Ordering::Relaxed) as f64 / NANOS
    }

    /// The longest time of each bucket, in seconds, and how often it took so long, but longer than that of the bucket
    /// before.
    #[must_use]
    pub fn buckets(&self) -> [(f64, u64); Self::BUCKETS] {
        let bound = |bucket: usize| BOUNDS.get(bucket).map_or(f64::INFINITY, |bound| *bound as f64 / NANOS);
        std::array::from_fn(|bucket| {
            let counted = self.buckets.get(bucket).map_or(0, |count| count.load(Ordering::Relaxed));
            (bound(bucket), counted)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_time_is_in_the_bucket_whose_bound_it_does_not_exceed() {
        let timings = Timings::default();
        for micros in [0, 100, 101, 1_000, 300_000, 5_000_000, 5_000_001, 60_000_000] {
            timings.observe(Duration::from_micros(micros));
        }
        let counted = timings.buckets().map(|(_, count)| count);
        assert_eq!(counted, [2, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2]);
        assert!((timings.seconds() - 70.301_202).abs() < 1e-6, "{}", timings.seconds());
        let bounds = timings.buckets().map(|(bound, _)| bound);
        assert!(
            bounds.is_sorted() && bounds[0] == 0.0001 && bounds[12] == 5.0 && bounds[13] == f64::INFINITY,
            "{bounds:?}"
        );
    }
}
