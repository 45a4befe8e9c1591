//! The disk is full, and has space again.

use super::{begin, start};
use crate::{
    program::Program,
    support::{ALICE, Answer, BOB, PASSWORD, TestClient},
};
use auth::{DatabaseState, inspect_database, test_support, test_support::ScratchDatabase};
use reqwest::header::COOKIE;
use rustix::process::geteuid;
use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

/// A request that can't be answered is answered within this time.
const IN_TIME: Duration = Duration::from_secs(8);

async fn register(client: &TestClient, email: &str) -> Answer {
    client.send("POST", "/users", &[("email", email), ("password", PASSWORD)]).await
}

/// Nothing can be kept: each change is refused in the same words, and what needs none goes on.
async fn refuses_changes(client: &TestClient, cookie: &str) {
    for _ in 0..20 {
        let log_out = Answer::of(client.request("DELETE", "/sessions").header(COOKIE, cookie)).await;
        let log_in = client.send("POST", "/sessions", &[("email", BOB), ("password", PASSWORD)]).await;
        for answer in [register(client, ALICE).await, log_in, log_out] {
            assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "2"), "{answer:?}");
            assert_eq!(answer.message(), "the service is not available at the moment; try again shortly");
        }
        assert_eq!(client.profile_status(cookie).await, 200);
        assert_eq!(client.open("/login", "").await.status, 200);
    }
}

/// Fails in `full`, which leaves no space; goes on after `freed`, which gives some back. Neither restarts anything.
async fn fills_and_frees(mut program: Program, full: impl FnOnce(&Program), freed: impl FnOnce(&Program)) {
    let client = TestClient::of(program.url.clone());
    assert_eq!(register(&client, BOB).await.status, 200);
    let cookie = client.bobs_cookie().await;
    full(&program);
    let begun = Instant::now();
    refuses_changes(&client, &cookie).await;
    let seconds = begun.elapsed().as_secs();
    freed(&program);
    assert_eq!(register(&client, ALICE).await.status, 200);
    let ended = Answer::of(client.request("DELETE", "/sessions").header(COOKIE, &cookie)).await;
    assert_eq!((ended.status.as_u16(), client.profile_status(&cookie).await), (302, 403));
    program.terminate();
    let (code, log) = program.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("panic"), "{log}");
    let lines = log.lines().filter(|line| line.contains("\"db_unavailable\"")).count();
    assert!(lines > 0 && u64::try_from(lines).unwrap() <= seconds + 2, "{lines} lines in {seconds} s");
}

/// Lets no file of the program grow beyond this, or gives it all the room there is.
fn allow_files_of(program: &Program, bytes: &str) {
    let limit = [format!("--pid={}", program.id()), format!("--fsize={bytes}:unlimited")];
    assert!(Command::new("prlimit").args(limit).status().unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
async fn files_that_may_not_grow_are_503_and_the_next_change_succeeds_when_they_may() {
    // Else the operating system would end the program, which it does not when a disk is full.
    let directory = tempfile::tempdir().unwrap();
    let mut program = Program::begin_under(directory, "trap '' XFSZ");
    program.wait_until_ready();
    fills_and_frees(program, |program| allow_files_of(program, "4096"), |program| allow_files_of(program, "unlimited"))
        .await;
}

/// A small disk of its own, which goes with the test.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where one may not mount anything.
    fn mount() -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let mount =
            || Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(directory.path()).status();
        let is_mounted = geteuid().is_root() && mount().is_ok_and(|status| status.success());
        is_mounted.then_some(Self(directory))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
#[expect(clippy::print_stderr, reason = "a test that can't be made here says so")]
async fn a_full_disk_is_503_and_the_next_change_succeeds_when_it_has_space() {
    let Some(disk) = SmallDisk::mount() else { return eprintln!("NOT TRIED: nothing can be mounted here") };
    let program = start(&format!("sqlite:{}", disk.path().join("x.db").display()));
    let ballast = disk.path().join("ballast");
    let fill = |_: &Program| {
        // Until there is nothing left; that it fails is what it is for.
        _ = fs::write(&ballast, vec![0; 4 * 1024 * 1024]);
        // What the log has room for is used up, too.
        for byte in 0..=u8::MAX {
            _ = fs::write(disk.path().join(format!("more{byte}")), [0]);
        }
    };
    fills_and_frees(program, fill, |_| fs::remove_file(&ballast).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
async fn a_first_start_without_space_makes_nothing_and_the_next_one_makes_all() {
    let database = ScratchDatabase::file();
    for blocks in [0, 8, 32, 64, 128] {
        let mut program = Program::begin_under(
            tempfile::tempdir().unwrap(),
            &format!("trap '' XFSZ; ulimit -f {blocks}; export BIENVENUE_DATABASE_URL={}", database.url()),
        );
        let (code, log) = program.end();
        assert!(matches!(code, Some(65 | 74)), "{blocks}: {code:?} {log}");
        let found = inspect_database(&database.config()).await.unwrap();
        assert!(matches!(found, DatabaseState::Missing { .. } | DatabaseState::Empty), "{blocks}: {found:?}");
    }
    let client = TestClient::of(start(&database.url()).url.clone());
    drop(client);
    let found = inspect_database(&database.config()).await.unwrap();
    assert!(matches!(found, DatabaseState::Schema { found, ours } if found == ours), "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
async fn a_lock_for_three_seconds_is_waited_for_and_a_longer_one_is_503() {
    let database = ScratchDatabase::file();
    let program = start(&database.url());
    let client = TestClient::of(program.url.clone());
    register(&client, BOB).await;
    let cookie = client.bobs_cookie().await;
    let url = database.url();
    let file = Path::new(url.strip_prefix("sqlite:").unwrap());
    let lock = test_support::lock(file).await;
    let begun = Instant::now();
    let late = async {
        let answer = register(&client, ALICE).await;
        (answer.status.as_u16(), begun.elapsed())
    };
    let held = async {
        // How long it is held is what this is about.
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert_eq!(client.profile_status(&cookie).await, 200, "reading does not wait");
        lock.release().await;
    };
    let ((status, waited), ()) = tokio::join!(late, held);
    assert_eq!(status, 200);
    assert!(waited >= Duration::from_secs(3) && waited < IN_TIME, "{waited:?}");
    let lock = test_support::lock(file).await;
    let begun = Instant::now();
    let refused = register(&client, "carol@example.org").await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (503, "2"));
    assert!(begun.elapsed() >= Duration::from_secs(4) && begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    assert_eq!(client.profile_status(&cookie).await, 200);
    lock.release().await;
    assert_eq!(register(&client, "carol@example.org").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
async fn of_two_that_start_at_once_both_serve_and_one_that_is_killed_meanwhile_leaves_all_or_nothing() {
    for _ in 0..super::rounds().min(50) {
        let database = ScratchDatabase::file();
        let killed = begin(&database.url());
        // When it is killed is left to chance.
        tokio::time::sleep(super::any_between(Duration::from_millis(1), Duration::from_millis(40))).await;
        drop(killed);
        let found = inspect_database(&database.config()).await.unwrap();
        let is_whole = match found {
            DatabaseState::Missing { .. } | DatabaseState::Empty => true,
            DatabaseState::Schema { found, ours } => found == ours,
            DatabaseState::InMemory => false,
        };
        assert!(is_whole, "{found:?}");
        let mut both = [begin(&database.url()), begin(&database.url())];
        both.iter_mut().for_each(Program::wait_until_ready);
        let [one, two] = both.each_ref().map(|program| TestClient::of(program.url.clone()));
        assert_eq!(register(&one, BOB).await.status, 200);
        let cookie = two.bobs_cookie().await;
        assert_eq!(one.profile_status(&cookie).await, 200);
    }
}
