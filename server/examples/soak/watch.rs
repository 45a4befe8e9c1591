//! What the operating system counts of the server, now and then.

use crate::program::Program;
use rustix::process::Pid;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tokio::{task::JoinHandle, time::sleep};

const EVERY: Duration = Duration::from_secs(5);
const PAGE_BYTES: u64 = 4096;

/// What is counted, and how much more of it may be there in the end than in the middle: connections and hashes come and
/// go.
const COUNTED: [(&str, u64); 5] = [
    ("bytes in memory", 8 * 1024 * 1024),
    ("descriptors", 16),
    ("threads", 4),
    ("bytes of the write-ahead log", 4 * 1024 * 1024),
    ("bytes of the database", 2 * 1024 * 1024),
];

/// Counts until its end.
pub(crate) struct Watch(JoinHandle<Samples>);

/// What was counted, in the order of [`COUNTED`].
pub(crate) struct Samples(Vec<[u64; 5]>);

impl Watch {
    pub(crate) fn on(program: &Program, end: Instant) -> Self {
        let (id, database) = (program.id(), program.database());
        Self(tokio::spawn(async move {
            let mut samples = Vec::new();
            while Instant::now() < end {
                samples.push(sample(id, &database));
                sleep(EVERY).await;
            }
            Samples(samples)
        }))
    }

    pub(crate) async fn samples(self) -> Samples {
        self.0.await.unwrap()
    }
}

fn sample(id: Pid, database: &Path) -> [u64; 5] {
    let process = PathBuf::from(format!("/proc/{}", id.as_raw_nonzero()));
    let entries = |name: &str| fs::read_dir(process.join(name)).unwrap().count() as u64;
    let pages = fs::read_to_string(process.join("statm")).unwrap();
    let resident: u64 = pages.split(' ').nth(1).unwrap().parse().unwrap();
    let bytes = |path: PathBuf| path.metadata().map_or(0, |file| file.len());
    let log = bytes(database.with_extension("db-wal"));
    [resident * PAGE_BYTES, entries("fd"), entries("task"), log, bytes(database.to_path_buf())]
}

impl Samples {
    /// The medians of the second and the last quarter: the first one is for warming up.
    fn quarters(&self, column: usize) -> (u64, u64) {
        let quarter = self.0.len() / 4;
        let median = |samples: &[[u64; 5]]| {
            let mut values: Vec<_> = samples.iter().filter_map(|sample| sample.get(column).copied()).collect();
            values.sort_unstable();
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        let of = |number: usize| self.0.get(number * quarter..(number + 1) * quarter).unwrap_or_default();
        (median(of(1)), median(of(3)))
    }

    /// What has grown.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let grown = COUNTED.iter().enumerate().filter_map(|(column, (name, slack))| {
            let (before, after) = self.quarters(column);
            (after > before + before / 10 + slack).then(|| format!("{name} grew from {before} to {after}"))
        });
        grown.collect()
    }
}

impl fmt::Display for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (column, (name, _)) in COUNTED.iter().enumerate() {
            let (before, after) = self.quarters(column);
            let most = self.0.iter().filter_map(|sample| sample.get(column)).max().copied().unwrap_or_default();
            writeln!(f, "{name}: {before} in the second quarter, {after} in the last, {most} at most")?;
        }
        write!(f, "{} samples", self.0.len())
    }
}
