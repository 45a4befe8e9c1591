//! Thousands who ask once and then say nothing, and everybody else meanwhile.

use super::{IDLE, SOME_CONNECTIONS, asked_for};
use crate::{
    load::counted,
    program::{PATIENCE, Program},
    support::{BOB, PASSWORD},
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{
    io::ErrorKind,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Descriptors that a test needs besides.
const OTHERS: u64 = 100;
/// What one who says nothing may cost, in bytes of memory.
const CHEAP: u64 = 50 * 1024;
const MEASURED: usize = 200;
/// The longest that 99 of 100 wait who show their session meanwhile, unless they waited for half of that before.
const QUICK: Duration = Duration::from_millis(50);
/// The longest that somebody waits who signs in meanwhile.
const SIGN_IN: Duration = Duration::from_secs(1);
const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

/// One connection on which one thing after the other is asked: a client that has several could not say which is served.
struct Connection(TcpStream);

impl Connection {
    async fn open(program: &Program) -> Self {
        Self(TcpStream::connect(program.address()).await.unwrap())
    }

    async fn say(&mut self, request: &str) {
        self.0.write_all(request.as_bytes()).await.unwrap();
    }

    /// The whole answer, which says how long it is.
    async fn answer(&mut self) -> String {
        let (mut answer, mut missing) = (String::new(), None);
        while missing.is_none_or(|end| answer.len() < end) {
            let mut bytes = [0; 4096];
            let count = self.0.read(&mut bytes).await.unwrap();
            assert_ne!(count, 0, "it ended: {answer:?}");
            answer.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
            missing = answer.find("\r\n\r\n").map(|head| {
                let length = answer.split("content-length: ").nth(1).unwrap().split('\r').next().unwrap();
                head + 4 + length.parse::<usize>().unwrap()
            });
        }
        answer
    }

    async fn ask(&mut self, request: &str) -> String {
        self.say(request).await;
        let answer = self.answer().await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{request:?}: {answer:?}");
        answer
    }

    /// Sends Bob's address and password; answers the cookie that comes back, if one does.
    async fn send_bob(&mut self, path: &str) -> String {
        let body = format!("email={BOB}&password={PASSWORD}");
        let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let answer = self.ask(&format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())).await;
        answer.split("set-cookie: ").nth(1).unwrap_or_default().split(';').next().unwrap().to_owned()
    }

    async fn show(&mut self, cookie: &str) {
        self.ask(&format!("GET /profile HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n")).await;
    }

    /// The time within which 99 of 100 are told whose session it is.
    async fn p99(&mut self, cookie: &str) -> Duration {
        let mut times = Vec::new();
        for _ in 0..MEASURED {
            let begun = Instant::now();
            self.show(cookie).await;
            times.push(begun.elapsed());
        }
        times.sort_unstable();
        times[MEASURED * 99 / 100]
    }

    fn has_an_answer(&self) -> bool {
        !matches!(self.0.try_read(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }
}

/// Lets this process, and those that it starts, have as many connections.
fn allow(connections: u32) {
    let (limit, needed) = (getrlimit(Resource::Nofile), u64::from(connections) + OTHERS);
    let most = limit.maximum.unwrap_or(u64::MAX);
    assert!(
        most >= needed,
        "{connections} connections need {needed} file descriptors, and {most} are allowed: raise the hard limit \
         (LimitNOFILE in systemd, ulimit -Hn in root's shell), or ask for fewer connections"
    );
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).unwrap();
}

/// So many connections, on each of which something was asked.
async fn idle(program: &Program, count: u32) -> Vec<Connection> {
    let mut idle = Vec::new();
    for _ in 0..count {
        let mut connection = Connection::open(program).await;
        connection.ask(HEALTH).await;
        idle.push(connection);
    }
    idle
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
async fn idle_connections_cost_little_hold_up_nobody_who_is_there_and_leave_nothing_behind() {
    let count = asked_for(IDLE, SOME_CONNECTIONS);
    allow(count);
    let mut program = Program::start(&["--max-connections", &(count + 1).to_string()]);
    let mut bob = Connection::open(&program).await;
    bob.send_bob("/users").await;
    let cookie = bob.send_bob("/sessions").await;
    let normal = bob.p99(&cookie).await;
    let (memory, descriptors) = counted(&program);
    let mut others = idle(&program, count).await;
    let (grown, taken) = counted(&program);
    assert!(taken >= descriptors + others.len(), "all of them are connected: {taken}");
    // All places are taken. Who comes now, waits; who is there, does not notice.
    let mut next = Connection::open(&program).await;
    next.say(HEALTH).await;
    let begun = Instant::now();
    bob.send_bob("/sessions").await;
    let (sign_in, meanwhile) = (begun.elapsed(), bob.p99(&cookie).await);
    let each = grown.saturating_sub(memory) / u64::from(count);
    println!("{count} idle: {each} bytes each; p99 {normal:?}, meanwhile {meanwhile:?}; a sign-in {sign_in:?}");
    assert!(each < CHEAP, "{each} bytes a connection");
    assert!(sign_in < SIGN_IN && meanwhile < (normal * 2).max(QUICK), "{sign_in:?}; {normal:?} became {meanwhile:?}");
    assert!(!next.has_an_answer(), "there are more connections than are allowed");
    others.pop();
    assert!(next.answer().await.starts_with("HTTP/1.1 200 "), "the place of one who left is the next one's");
    drop((others, next));
    let begun = Instant::now();
    while counted(&program).1 > descriptors + 2 {
        assert!(begun.elapsed() < PATIENCE, "{descriptors} became {}", counted(&program).1);
        bob.show(&cookie).await;
    }
    program.terminate();
    let (code, log) = program.end();
    assert_eq!((code, log.contains("panic")), (Some(0), false));
}
