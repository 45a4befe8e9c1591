//! What goes wrong around a server, at random.

use crate::{journey::Excuse, program::Program};
use auth::{DatabaseUrl, test_support};
use std::{
    collections::BTreeMap,
    fmt,
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};

/// From the end of one to the beginning of the next, in seconds.
const PAUSE: std::ops::Range<u64> = 2..15;
const CROWD: usize = 200;
/// A server lets nobody be slow for longer than that.
const PATIENCE: Duration = Duration::from_secs(45);

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// Clients who go before they have said everything, or before the answer.
    HangUps,
    /// Clients who say one half of a head.
    SlowHeads,
    /// Clients who send something that is no HTTP.
    Garbage,
    /// Clients who take no answer.
    SlowReaders,
    /// Bodies of a hundred megabytes.
    LargeBodies,
    /// More sign-ins at once than can be hashed.
    Crowd,
    /// Another process that keeps the database for a while, less than is waited for it.
    Lock,
    /// And for longer.
    LongLock,
}

const ALL: [Fault; 8] = [
    Fault::HangUps,
    Fault::SlowHeads,
    Fault::Garbage,
    Fault::SlowReaders,
    Fault::LargeBodies,
    Fault::Crowd,
    Fault::Lock,
    Fault::LongLock,
];

/// Makes one fault after the other.
pub(crate) struct Faults {
    address: SocketAddr,
    database: DatabaseUrl,
    excuse: Excuse,
    dice: Dice,
    made: BTreeMap<Fault, u64>,
}

/// Numbers without an order: those of xorshift64 (Marsaglia, 2003), the same each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: std::ops::Range<u64>) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        sides.start + self.0 % (sides.end - sides.start)
    }
}

impl Faults {
    pub(crate) fn on(program: &Program, excuse: Excuse) -> Self {
        let database = DatabaseUrl::from(format!("sqlite:{}", program.database().display()));
        Self { address: program.address(), database, excuse, dice: Dice(20_261_125), made: BTreeMap::new() }
    }

    pub(crate) async fn until(mut self, end: Instant) -> Self {
        loop {
            let pause = Duration::from_secs(self.dice.throw(PAUSE));
            if Instant::now() + pause + PATIENCE > end {
                return self;
            }
            sleep(pause).await;
            let fault = ALL[usize::try_from(self.dice.throw(0..ALL.len() as u64)).unwrap()];
            self.make(fault).await;
            *self.made.entry(fault).or_default() += 1;
        }
    }

    async fn make(&self, fault: Fault) {
        let sign_in = b"POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                        Content-Length: 37\r\n\r\nemail=nobody%40example.org&password=x";
        match fault {
            Fault::HangUps => self.crowd(sign_in, 80, false).await,
            Fault::SlowHeads => self.crowd(b"GET / HTTP/1.1\r\nHost: x\r\nX: ", CROWD, true).await,
            Fault::Garbage => {
                self.crowd(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\xff\r\n\r\n", CROWD, true).await
            }
            Fault::SlowReaders => self.crowd(&b"GET /login HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100), 50, false).await,
            Fault::LargeBodies => {
                self.crowd(b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n", CROWD, true).await;
            }
            Fault::Crowd => {
                self.excuse.lasts(PATIENCE);
                self.crowd(sign_in, 60, true).await;
            }
            Fault::Lock => self.lock(20_000_000).await,
            Fault::LongLock => self.lock(150_000_000).await,
        }
    }

    /// Has many clients send something, and then waits until each has been answered or given up, or has them go.
    async fn crowd(&self, bytes: &[u8], clients: usize, stay: bool) {
        let (address, mut crowd) = (self.address, JoinSet::new());
        for _ in 0..clients {
            let bytes = bytes.to_vec();
            crowd.spawn(async move {
                let mut socket = TcpStream::connect(address).await?;
                socket.write_all(&bytes).await?;
                if stay {
                    _ = timeout(PATIENCE, socket.read_to_end(&mut Vec::new())).await;
                }
                std::io::Result::Ok(())
            });
        }
        // Who was refused the connection has been told so, which is as good.
        crowd.join_all().await;
    }

    /// Keeps the database for as long as counting that far takes.
    async fn lock(&self, numbers: u64) {
        self.excuse.lasts(PATIENCE);
        let count = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {numbers})");
        test_support::execute(&self.database, &format!("BEGIN IMMEDIATE; {count} SELECT max(i) FROM n; COMMIT")).await;
        self.excuse.lasts(Duration::ZERO);
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "faults: {:?}", self.made)
    }
}
