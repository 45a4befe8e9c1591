//! Ten times as many sign in as can be hashed.

use super::{A_FEW_SECONDS, OVERLOAD, asked_for};
use crate::{
    program::Program,
    support::{BOB, PASSWORD, TestClient},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    task::JoinSet,
    time::{interval, sleep},
};

/// As many at once as keep a small machine busy, and ten times as many.
const BUSY: usize = 4;
const TOO_MANY: usize = 10 * BUSY;
/// At the peak, it is counted for so long at most, however long the overload is.
const AT_THE_PEAK: Duration = Duration::from_secs(60);
/// Of what is done at the peak.
const LEAST: f64 = 0.8;
/// After the load, everything is as before within this time.
const SOON: Duration = Duration::from_secs(10);
/// How often a session is shown meanwhile.
const PACE: Duration = Duration::from_millis(20);
/// The longest that 99 of 100 wait who only show their session meanwhile.
const QUICK: Duration = Duration::from_millis(500);

async fn log_in(client: &TestClient) -> u16 {
    client.send("POST", "/sessions", &[("email", BOB), ("password", PASSWORD)]).await.status.as_u16()
}

/// How many sign in, and how many are told to come back, while so many try all the time.
async fn goodput(client: &Arc<TestClient>, people: usize, so_long: Duration) -> (usize, usize) {
    let (stop, mut trying) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
    for _ in 0..people {
        let (client, stop) = (Arc::clone(client), Arc::clone(&stop));
        trying.spawn(async move {
            let mut statuses = Vec::new();
            while !stop.load(Ordering::SeqCst) {
                statuses.push(log_in(&client).await);
            }
            statuses
        });
    }
    sleep(so_long).await;
    stop.store(true, Ordering::SeqCst);
    let statuses = trying.join_all().await.concat();
    let of = |status| statuses.iter().filter(|other| **other == status).count();
    assert_eq!(of(200) + of(503), statuses.len(), "{statuses:?}");
    (of(200), of(503))
}

/// The time within which 99 of 100 are told whose session it is. They ask at their own pace: without one, they would be
/// the load.
async fn session_checks(client: &TestClient, cookie: &str, stop: &AtomicBool) -> Duration {
    let (mut times, mut pace) = (Vec::new(), interval(PACE));
    while !stop.load(Ordering::SeqCst) {
        pace.tick().await;
        let begun = Instant::now();
        assert_eq!(client.profile_status(cookie).await, 200);
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times[times.len() * 99 / 100]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
async fn ten_times_the_load_costs_a_fifth_at_most_and_sessions_are_recognised_meanwhile() {
    let program = Program::start(&["--limit-sign-ins=1000000/1m", "--limit-guesses=1000000/30s/1h/1000000"]);
    let client = Arc::new(TestClient::of(program.url.clone()));
    client.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    // Another account's, so that it is not among the oldest of Bob's.
    let carol = [("email", "carol@example.org"), ("password", PASSWORD)];
    client.send("POST", "/users", &carol).await;
    let cookie = client.send("POST", "/sessions", &carol).await.first_cookie();
    let under = async |people, so_long| {
        let stop = AtomicBool::new(false);
        let load = async {
            let done = goodput(&client, people, so_long).await;
            stop.store(true, Ordering::SeqCst);
            done
        };
        tokio::join!(load, session_checks(&client, &cookie, &stop))
    };
    let long = Duration::from_secs(asked_for(OVERLOAD, A_FEW_SECONDS).into());
    let short = long.min(AT_THE_PEAK);
    let ((peak, _), _) = under(BUSY, short).await;
    let ((under_load, shed), p99) = under(TOO_MANY, long).await;
    let begun = Instant::now();
    while log_in(&client).await != 200 {
        assert!(begun.elapsed() < SOON);
    }
    let normal = begun.elapsed();
    let peak = peak as f64 / short.as_secs_f64();
    let good = under_load as f64 / long.as_secs_f64();
    println!("{peak:.2} a second signed in at the peak, {good:.2} under ten times the load for {long:?};");
    println!("{under_load} in all, {shed} were told to come back;");
    println!("p99 of session checks meanwhile {p99:?}; a sign-in afterwards {normal:?}");
    assert!(good >= peak * LEAST, "{good} of {peak}");
    assert!(shed > 0 && p99 < QUICK && normal < SOON, "{shed} {p99:?} {normal:?}");
}
