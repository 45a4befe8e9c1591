//! Strangers who guess a password, at full speed, from many places, against real processes.

use crate::{
    program::Program,
    support::{Answer, BOB, PASSWORD, TestClient},
};
use auth::test_support::ScratchDatabase;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use testbed::Postgres;
use tokio::task::JoinSet;

const NEW_PASSWORD: &str = "t4rt1fl3tt3";
const GUESSES: &str = "--limit-guesses=5/30s/1h/100";
/// The same number of them; but the first pause does not end meanwhile, however slow the machine is.
const FEW_GUESSES: &str = "--limit-guesses=5/1h/1h/100";
/// What is published, in development mode.
const PUBLISHED: [&str; 10] = [
    GUESSES,
    "--limit-network-guesses=10/15m",
    "--limit-sign-ins=20/1m",
    "--limit-accounts=30/1h",
    "--limit-device-guesses=10/1h",
    "--limit-mail-requests=10/1h",
    "--limit-resets=3/1h",
    "--limit-mails=10/1d",
    "--limit-codes=20/1m",
    "--trusted-proxy=127.0.0.1",
];

/// Somebody who tries this password from the host of this number.
async fn log_in(client: &TestClient, host: usize, password: &str, cookies: &str) -> Answer {
    let request = client.request("POST", "/sessions").form(&[("email", BOB), ("password", password)]);
    let from = format!("198.51.{}.{}", 100 + host / 250, host % 250);
    Answer::of(request.header("x-forwarded-for", from).header("cookie", cookies)).await
}

fn cookie(answer: &Answer, name: &str) -> String {
    let cookie = answer.cookies().into_iter().find(|cookie| cookie.starts_with(name)).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn of_two_hundred_guesses_across_two_processes_five_are_looked_at_and_a_kill_forgets_none() {
    let server = Postgres::start().unwrap();
    let database = ScratchDatabase::within(&server.url("postgres").parse().unwrap()).await;
    let url = format!("--database-url={}", database.url());
    let limits = PUBLISHED.map(|limit| if limit == GUESSES { FEW_GUESSES } else { limit });
    let arguments: Vec<&str> = limits.into_iter().chain([url.as_str()]).collect();
    let programs = [0, 1].map(|_| Program::start(&arguments));
    let clients = programs.each_ref().map(|program| Arc::new(TestClient::of(program.url.clone())));
    clients[0].send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    let mut guesses = JoinSet::new();
    for number in 0..200 {
        let client = Arc::clone(&clients[number % 2]);
        guesses.spawn(async move { log_in(&client, number, "wrong", "").await.status.as_u16() });
    }
    let statuses = guesses.join_all().await;
    let count = |status| statuses.iter().filter(|other| **other == status).count();
    assert_eq!((count(401), count(429)), (5, 195));
    // Dropped is killed: no process gets to write anything down.
    drop(programs);
    let again = Program::start(&arguments);
    assert_eq!(log_in(&TestClient::of(again.url.clone()), 201, "wrong", "").await.status, 429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "takes a minute: cargo xtask test"]
#[expect(clippy::print_stdout, reason = "figures, for whoever asks with --nocapture")]
async fn ten_thousand_guesses_from_five_hundred_places_keep_no_owner_out() {
    let program = Program::start(&PUBLISHED);
    let client = Arc::new(TestClient::of(program.url.clone()));
    client.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
    let first = log_in(&client, 999, PASSWORD, "").await;
    let (device, session) = (cookie(&first, "device="), cookie(&first, "session_id="));
    let (begun, looked_at) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
    let is_over = Arc::new(AtomicBool::new(false));
    let mut strangers = JoinSet::new();
    for stranger in 0..4 {
        let (client, looked_at) = (Arc::clone(&client), Arc::clone(&looked_at));
        strangers.spawn(async move {
            for number in 0..2_500 {
                let answer = log_in(&client, stranger * 125 + number % 125, "wrong", "").await;
                match answer.status.as_u16() {
                    401 => _ = looked_at.fetch_add(1, Ordering::SeqCst),
                    429 => {}
                    _ => panic!("{answer:?}"),
                }
            }
        });
    }
    let owner = {
        let (client, is_over) = (Arc::clone(&client), Arc::clone(&is_over));
        tokio::spawn(async move {
            let (mut times, mut current) = (Vec::new(), String::new());
            while !is_over.load(Ordering::SeqCst) {
                let begun = Instant::now();
                let answer = log_in(&client, 999, PASSWORD, &format!("{device}; {current}")).await;
                assert_eq!(answer.status, 200);
                times.push(begun.elapsed());
                // The next one takes its place, as in a browser.
                current = cookie(&answer, "session_id=");
                assert_eq!(client.profile_status(&session).await, 200);
            }
            times.sort_unstable();
            times
        })
    };
    strangers.join_all().await;
    is_over.store(true, Ordering::SeqCst);
    let times = owner.await.unwrap();
    let (looked_at, median) = (looked_at.load(Ordering::SeqCst), times[times.len() / 2]);
    println!(
        "10,000 guesses in {:?}, {looked_at} looked at; {} sign-ins of the owner, median {median:?}, slowest {:?}",
        begun.elapsed(),
        times.len(),
        times.last()
    );
    assert!(looked_at <= 100);
    // One that is slow is this machine's.
    assert!(median < Duration::from_secs(1), "{times:?}");
    assert_eq!(log_in(&client, 998, PASSWORD, "").await.status, 429, "a device that is not known");
    let token = client.bobs_reset_token().await;
    let fields = [("email", BOB), ("reset_token", &*token), ("new_password", NEW_PASSWORD)];
    let reset = client.send("PUT", "/reset_password", &fields).await;
    assert_eq!(log_in(&client, 998, NEW_PASSWORD, &cookie(&reset, "device=")).await.status, 200);
}
