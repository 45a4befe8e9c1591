//! What load balancers and supervisors ask.

use crate::{
    program::{PATIENCE, Program},
    support::{Answer, TestApp},
};
use auth::test_support::ScratchDatabase;
use serde_json::{Value, json};
use std::{fs, time::Duration, time::Instant};

/// The answer of `/readyz` where all checks passed but for these.
fn readiness(others: &[(&str, &str)]) -> Value {
    let names = ["serving", "database", "migrations", "storage", "mail"];
    let state = |name| others.iter().find(|(other, _)| *other == name).map_or("ok", |(_, state)| state);
    let checks: serde_json::Map<_, _> = names.into_iter().map(|name| (name.to_owned(), json!(state(name)))).collect();
    json!({ "status": if others.is_empty() { "ready" } else { "not ready" }, "checks": checks })
}

/// Asks until the answer has this status; nobody has to wait for longer than so many seconds.
async fn ready_after(ask: impl AsyncFn() -> Answer, status: u16, seconds: u64) -> Value {
    let begun = Instant::now();
    loop {
        let answer = ask().await;
        if answer.status == status {
            return answer.json();
        }
        assert!(begun.elapsed() < Duration::from_secs(seconds), "{answer:?}");
    }
}

#[tokio::test]
async fn whoever_asks_is_told_that_it_runs_and_that_it_is_ready_without_a_cookie() {
    let app = TestApp::new().await;
    let (health, readiness_seen) = (app.send("GET", "/healthz", &[]).await, app.send("GET", "/readyz", &[]).await);
    assert_eq!((health.status.as_u16(), health.json()), (200, json!({"status": "ok"})));
    assert_eq!((readiness_seen.status.as_u16(), readiness_seen.json()), (200, readiness(&[])));
    for answer in [health, readiness_seen] {
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.cookies().is_empty(), "{answer:?}");
    }
}

#[tokio::test]
async fn a_database_that_takes_no_changes_is_not_ready_for_as_long_and_strangers_are_not_told_why() {
    let database = ScratchDatabase::new().await;
    let app = TestApp::with(database.config(), |_| ()).await;
    let ask = async || app.send("GET", "/readyz", &[]).await;
    assert_eq!(ask().await.status, 200);
    database.break_statement("INSERT", "limits").await;
    let seen = ready_after(ask, 503, 60).await;
    assert_eq!(seen, readiness(&[("database", "failed"), ("migrations", "unknown")]));
    assert_eq!(app.send("GET", "/healthz", &[]).await.json(), json!({"status": "ok"}));
    database.mend_statement("limits").await;
    assert_eq!(ready_after(ask, 200, 60).await, readiness(&[]));
}

#[tokio::test]
async fn however_often_it_is_asked_it_writes_once_a_second() {
    let database = ScratchDatabase::file();
    let app = TestApp::with(database.config(), |_| ()).await;
    let counted = "CREATE TABLE looks (n INTEGER);
                   CREATE TRIGGER counted AFTER INSERT ON limits BEGIN INSERT INTO looks VALUES (1); END";
    database.execute(counted).await;
    let begun = Instant::now();
    let asked = (0..300).map(|_| {
        let request = app.request("GET", "/readyz");
        tokio::spawn(async move { request.send().await.unwrap().status().as_u16() })
    });
    for status in asked.collect::<Vec<_>>() {
        assert_eq!(status.await.unwrap(), 200);
    }
    let seconds = begun.elapsed().as_secs();
    let looks: u64 = database.text("SELECT CAST(count(*) AS TEXT) FROM looks").await.parse().unwrap();
    assert!((1..=seconds + 1).contains(&looks), "{looks} in {seconds} s");
}

#[tokio::test]
async fn a_database_that_is_deleted_moved_or_replaced_is_noticed_within_ten_seconds() {
    let program = Program::start(&["--database-url", "sqlite:./x.db"]);
    let ask = async || Answer::of(reqwest::Client::new().get(format!("{}/readyz", program.url))).await;
    let (path, away) = (program.directory().join("x.db"), program.directory().join("away.db"));
    assert_eq!(ask().await.json(), readiness(&[]));
    // Nothing is written where nobody finds it.
    let failed = readiness(&[("database", "failed"), ("migrations", "unknown"), ("storage", "failed")]);
    fs::rename(&path, &away).unwrap();
    assert_eq!(ready_after(ask, 503, 10).await, failed, "moved");
    fs::rename(&away, &path).unwrap();
    assert_eq!(ready_after(ask, 200, 10).await, readiness(&[]), "back again");
    fs::copy(&path, &away).unwrap();
    fs::rename(&away, &path).unwrap();
    assert_eq!(ready_after(ask, 503, 10).await, failed, "replaced");
    fs::remove_file(&path).unwrap();
    assert_eq!(ask().await.json(), failed, "deleted");
}

#[tokio::test]
async fn told_to_stop_it_is_not_ready_at_once_and_goes_on_serving_for_as_long_as_it_was_told() {
    let mut program = Program::start(&["--stop-delay", "20"]);
    let ask = async |path: &str| Answer::of(reqwest::Client::new().get(format!("{}{path}", program.url))).await;
    assert_eq!(ask("/readyz").await.status, 200);
    program.terminate();
    program.entry("told to stop: not ready from now on");
    let seen = ask("/readyz").await;
    assert_eq!((seen.status.as_u16(), seen.json()), (503, readiness(&[("serving", "failed")])));
    for path in ["/healthz", "/connection"] {
        assert_eq!(ask(path).await.status, 200, "{path}");
    }
    program.terminate();
    assert_eq!(program.end().0, Some(1), "the second signal does not wait");
}

#[test]
fn what_was_delayed_ends_cleanly() {
    let mut program = Program::start(&["--stop-delay", "1"]);
    let told = Instant::now();
    program.terminate();
    let (code, log) = program.end();
    assert_eq!(code, Some(0), "{log}");
    assert!((Duration::from_secs(1)..PATIENCE).contains(&told.elapsed()), "{log}");
    assert!(!program.data_dir().join("bienvenue.db-wal").exists());
}
