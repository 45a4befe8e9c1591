//! Thousands who are slow on purpose, and everybody else meanwhile.

use crate::{
    program::Program,
    support::{BOB, PASSWORD, TestClient},
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{
    fs,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

const SLOW: usize = 2_000;
const MEASURED: usize = 500;
/// Below, a difference is the machine's.
const FLOOR: Duration = Duration::from_millis(50);
const PAGE_BYTES: u64 = 4096;

/// What the operating system counts of the program: bytes in memory, and descriptors.
pub(crate) fn counted(program: &Program) -> (u64, usize) {
    let process = format!("/proc/{}", program.id());
    let pages = fs::read_to_string(format!("{process}/statm")).unwrap();
    let resident: u64 = pages.split(' ').nth(1).unwrap().parse().unwrap();
    (resident * PAGE_BYTES, fs::read_dir(format!("{process}/fd")).unwrap().count())
}

/// The time within which 99 of 100 requests are answered.
async fn p99(client: &TestClient, path: &str, cookie: &str) -> Duration {
    let mut times = Vec::new();
    for _ in 0..MEASURED {
        let begun = Instant::now();
        let answer = client.request("GET", path).header("cookie", cookie).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap();
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times[MEASURED * 99 / 100]
}

/// Connects and says the beginning of a request.
async fn slow(program: &Program) -> TcpStream {
    let mut socket = TcpStream::connect(program.address()).await.unwrap();
    socket.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX: ").await.unwrap();
    socket
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "waits for ten seconds: cargo xtask test"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
async fn two_thousand_slow_connections_hold_up_nobody_and_leave_nothing_behind() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).unwrap();
    let mut program = Program::start(&[]);
    let client = TestClient::of(program.url.clone());
    client.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    let cookie = client.bobs_cookie().await;
    let normal = [p99(&client, "/", "").await, p99(&client, "/profile", &cookie).await];
    let (memory, descriptors) = counted(&program);
    let mut sockets = Vec::new();
    for _ in 0..SLOW {
        sockets.push(slow(&program).await);
    }
    let meanwhile = [p99(&client, "/", "").await, p99(&client, "/profile", &cookie).await];
    let (grown, taken) = counted(&program);
    let each = grown.saturating_sub(memory) / SLOW as u64;
    println!("p99 {normal:?}, meanwhile {meanwhile:?}; {each} bytes a connection");
    assert!(taken >= descriptors + SLOW, "all of them are connected: {taken}");
    assert!(each < 64 * 1024, "{each} bytes a connection");
    for (normal, meanwhile) in normal.into_iter().zip(meanwhile) {
        assert!(meanwhile < (normal * 2).max(FLOOR), "{normal:?} became {meanwhile:?}");
    }
    let mut ends = JoinSet::new();
    for mut socket in sockets {
        ends.spawn(async move { socket.read(&mut [0]).await.unwrap_or(0) });
    }
    assert!(ends.join_all().await.into_iter().all(|read| read == 0), "each is given up");
    assert_eq!(client.profile_status(&cookie).await, 200);
    let (_, left) = counted(&program);
    assert!(left <= descriptors + 2, "{descriptors} became {left}");
    program.terminate();
    let (code, log) = program.end();
    assert_eq!((code, log.contains("panic")), (Some(0), false));
}
