//! The power is cut: what the operating system had not yet given to the disk is gone.

use super::{
    any_between,
    life::Ledger,
    people::{expect_all, expect_sound, interrupted, newborn},
    rounds, start,
};
use crate::support::TestClient;
use rustix::process::geteuid;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::time::sleep;

const PEOPLE: usize = 20;
/// The power is cut after a time between these.
const SHORTEST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_millis(1_000);
/// The longest that it may take to be ready again.
const READY: Duration = Duration::from_secs(2);
const DISK_BYTES: u64 = 64 * 1024 * 1024;
/// What nobody asked it to store, the file system keeps in memory for five minutes; else for five seconds only.
const OPTIONS: &str = "loop,commit=300";

/// A disk with a file system, whose bytes are a file: what is in there, has left the operating system's memory.
struct Disk {
    directory: TempDir,
    image: PathBuf,
}

impl Disk {
    /// An empty one; `None` where one may not mount it.
    fn new() -> Option<Self> {
        geteuid().is_root().then_some(())?;
        let image = tempfile::NamedTempFile::new().unwrap();
        image.as_file().set_len(DISK_BYTES).unwrap();
        run(Command::new("mkfs.ext4").arg("-qF").arg(image.path()))?;
        Self::with(&fs::read(image.path()).unwrap())
    }

    /// One with these bytes, as it is found when there is power again.
    fn with(bytes: &[u8]) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let (image, mounted) = (directory.path().join("image"), directory.path().join("mounted"));
        fs::write(&image, bytes).unwrap();
        fs::create_dir(&mounted).unwrap();
        run(Command::new("mount").args(["-t", "ext4", "-o", OPTIONS]).args([&image, &mounted]))?;
        Some(Self { directory, image })
    }

    fn mounted(&self) -> PathBuf {
        self.directory.path().join("mounted")
    }

    fn database_url(&self) -> String {
        format!("sqlite:{}", self.mounted().join("x.db").display())
    }

    /// What it had been given at one moment: two readings that are the same, because nothing came in between.
    fn bytes(&self) -> Vec<u8> {
        loop {
            let bytes = fs::read(&self.image).unwrap();
            if bytes == fs::read(&self.image).unwrap() {
                return bytes;
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        _ = Command::new("umount").arg("--lazy").arg(self.mounted()).status();
    }
}

/// `None` unless it goes well.
fn run(command: &mut Command) -> Option<ExitStatus> {
    command.stderr(Stdio::null()).status().ok().filter(ExitStatus::success)
}

/// Whether a disk forgets what nobody asked it to store, and keeps the rest: else the test would show nothing.
fn forgets(disk: &Disk) -> bool {
    let (kept, lost) = (Path::new("kept"), Path::new("lost"));
    fs::write(disk.mounted().join(kept), "kept").unwrap();
    fs::File::open(disk.mounted().join(kept)).unwrap().sync_all().unwrap();
    fs::write(disk.mounted().join(lost), "lost").unwrap();
    let found = Disk::with(&disk.bytes()).unwrap();
    let read = |name| fs::read_to_string(found.mounted().join(name)).unwrap_or_default();
    read(kept) == "kept" && read(lost).is_empty()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
#[expect(clippy::print_stderr, reason = "a test that can't be made here says so")]
async fn what_was_acknowledged_outlives_a_power_cut_and_all_else_happened_wholly_or_not_at_all() {
    let Some(mut disk) = Disk::new() else { return eprintln!("NOT TRIED: nothing can be mounted here") };
    assert!(forgets(&disk));
    let directory = tempfile::tempdir().unwrap();
    let ledger = Arc::new(Ledger::new(fs::File::create(directory.path().join("acknowledged")).unwrap()));
    let rounds = (rounds() / 4).max(1);
    for round in 0..rounds {
        let program = start(&disk.database_url());
        let client = Arc::new(TestClient::of(program.url.clone()));
        let mut bytes = Vec::new();
        let fault = async {
            ledger.next().await;
            // When it is cut is left to chance, which is what this is about.
            sleep(any_between(SHORTEST, LONGEST)).await;
            // Whoever does not go on acknowledges nothing that these bytes have not.
            program.signal("STOP");
            bytes = disk.bytes();
            drop(program);
        };
        let people = interrupted(&client, &ledger, newborn(&round.to_string(), PEOPLE), fault).await;
        disk = Disk::with(&bytes).unwrap();
        let begun = Instant::now();
        let program = start(&disk.database_url());
        assert!(begun.elapsed() < READY, "{:?}", begun.elapsed());
        expect_all(&Arc::new(TestClient::of(program.url.clone())), people).await;
        expect_sound(&disk.database_url()).await;
    }
    let (acknowledged, unanswered) = ledger.counts();
    assert!(!acknowledged.is_empty() && unanswered > 0, "{acknowledged:?}, {unanswered} not");
    println!("{rounds} power cuts, acknowledged before {acknowledged:?}, {unanswered} not; lost 0, half 0");
}
