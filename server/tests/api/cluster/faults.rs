//! The database goes away, and comes back.

use crate::support::{Answer, BOB, PASSWORD, TestApp};
use auth::{Clock, DatabaseConfig};
use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use testbed::Postgres;
use tokio::{sync::watch, task::JoinSet};

/// Longer than a request may wait for the database: 3 s for a connection, and as long as this machine takes besides.
const IN_TIME: Duration = Duration::from_secs(6);

async fn instance(server: &Postgres, connections: u32) -> TestApp {
    let connections = NonZeroU32::new(connections);
    let database = DatabaseConfig { connections, ..DatabaseConfig::new(server.url("postgres")) };
    TestApp::with(database, |config| config.clock = Clock::System).await
}

async fn register(app: &TestApp, email: &str) -> Answer {
    app.send("POST", "/users", &[("email", email), ("password", PASSWORD)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: cargo xtask test"]
#[expect(clippy::print_stdout, reason = "figures, for whoever asks with --nocapture")]
async fn nothing_acknowledged_is_lost_when_the_database_is_killed_under_load_and_the_instances_heal() {
    let mut server = Postgres::start().unwrap();
    let apps = [Arc::new(instance(&server, 5).await), Arc::new(instance(&server, 5).await)];
    let stop = Arc::new(AtomicBool::new(false));
    let acknowledged = Arc::new(watch::Sender::new(Vec::new()));
    let mut clients = JoinSet::new();
    for client in 0..16 {
        let (app, stop, acknowledged) = (Arc::clone(&apps[client % 2]), Arc::clone(&stop), Arc::clone(&acknowledged));
        clients.spawn(async move {
            let mut refused = 0;
            for i in 0.. {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let (email, start) = (format!("person{client}.{i}@me.com"), Instant::now());
                let answer = register(&app, &email).await;
                assert!(start.elapsed() < IN_TIME, "{:?}", start.elapsed());
                match answer.status.as_u16() {
                    200 => acknowledged.send_modify(|emails| emails.push(email)),
                    503 => refused += 1,
                    _ => panic!("{answer:?}"),
                }
            }
            refused
        });
    }
    let a_hundred_more = async || {
        let mut progress = acknowledged.subscribe();
        let so_far = progress.borrow().len();
        progress.wait_for(|emails: &Vec<String>| emails.len() >= so_far + 100).await.unwrap();
    };
    for _ in 0..3 {
        a_hundred_more().await;
        server.kill().unwrap();
        server.restart().unwrap();
    }
    tokio::time::timeout(IN_TIME, a_hundred_more()).await.unwrap();
    stop.store(true, Ordering::SeqCst);
    let refused: u32 = clients.join_all().await.into_iter().sum();
    assert!(refused > 0, "the load did not notice");
    let acknowledged = acknowledged.borrow().clone();
    for email in &acknowledged {
        assert!(apps[0].auth.create_session(email).await.unwrap().is_some(), "{email} is lost");
    }
    println!("{} acknowledged and there, {refused} times 503", acknowledged.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs PostgreSQL: cargo xtask test"]
async fn requests_that_find_no_connection_are_answered_together_after_three_seconds_and_none_piles_up() {
    let mut server = Postgres::start_with(&["max_connections=12", "superuser_reserved_connections=0"]).unwrap();
    let app = Arc::new(instance(&server, 4).await);
    register(&app, BOB).await;
    let cookie = app.bobs_cookie().await;
    // The instance loses its connections, and somebody else takes all that the server has.
    server.kill().unwrap();
    server.restart().unwrap();
    let somebody_else = instance(&server, 12).await;
    let taken = somebody_else.auth.occupy_database().await;
    for _ in 0..2 {
        let (start, mut requests) = (Instant::now(), JoinSet::new());
        for _ in 0..200 {
            let (app, cookie) = (Arc::clone(&app), cookie.clone());
            requests.spawn(async move { app.profile_status(&cookie).await });
        }
        let statuses = requests.join_all().await;
        assert_eq!(statuses, [503; 200]);
        let waited = start.elapsed();
        assert!(waited >= DatabaseConfig::ACQUIRE_TIMEOUT && waited < IN_TIME, "{waited:?}");
    }
    drop(taken);
    somebody_else.auth.close().await;
    assert_eq!(app.profile_status(&cookie).await, 200);
}
