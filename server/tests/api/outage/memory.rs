//! The operating system gives the program no more memory.

use super::{
    any_between,
    life::Ledger,
    people::{expect_all, expect_sound, interrupted, newborn},
    rounds, start,
};
use crate::{program::Program, support::TestClient};
use auth::test_support::ScratchDatabase;
use std::{fs, process::Command, sync::Arc, time::Duration};
use tokio::{io::AsyncWriteExt, net::TcpStream, time::sleep};

const PEOPLE: usize = 20;
/// So long they live before there is no more memory.
const SHORTEST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_millis(500);
/// What it may take besides what it has, in bytes.
const REST: u64 = 256 * 1024;
/// More than fit into that, many times.
const CONNECTIONS: usize = 2_000;
/// Just not too much of a head, none of which can be forgotten before it ends.
const HEAD_BYTES: usize = 15 * 1024;

/// Bytes that the program has been given to write to.
fn data_of(program: &Program) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmData:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// Lets it have next to nothing more.
fn allow_no_more(program: &Program) {
    let limit = [format!("--pid={}", program.id()), format!("--data={}", data_of(program) + REST)];
    assert!(Command::new("prlimit").args(limit).status().unwrap().success());
}

/// Makes it keep more and more, until it is gone.
async fn fill(program: &Program) {
    let head = format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}", "x".repeat(HEAD_BYTES));
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        let Ok(mut connection) = TcpStream::connect(program.address()).await else { return };
        // It may have gone meanwhile, which is what this is for.
        _ = connection.write_all(head.as_bytes()).await;
        connections.push(connection);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
async fn an_allocation_that_fails_ends_the_process_and_what_was_acknowledged_is_kept() {
    let (database, directory) = (ScratchDatabase::file(), tempfile::tempdir().unwrap());
    let ledger = Arc::new(Ledger::new(fs::File::create(directory.path().join("acknowledged")).unwrap()));
    let mut program = start(&database.url());
    for round in 0..(rounds() / 8).max(1) {
        let client = Arc::new(TestClient::of(program.url.clone()));
        let fault = async {
            ledger.next().await;
            // When there is none left is left to chance.
            sleep(any_between(SHORTEST, LONGEST)).await;
            allow_no_more(&program);
            fill(&program).await;
        };
        let people = interrupted(&client, &ledger, newborn(&round.to_string(), PEOPLE), fault).await;
        let (code, log) = program.end();
        assert!(
            code.is_none() && log.contains("memory allocation of"),
            "it is not that which ended it: {code:?} {log}"
        );
        program = start(&database.url());
        expect_all(&Arc::new(TestClient::of(program.url.clone())), people).await;
        expect_sound(&database.url()).await;
    }
    let (acknowledged, unanswered) = ledger.counts();
    assert!(!acknowledged.is_empty() && unanswered > 0, "{acknowledged:?}, {unanswered} not");
    println!("acknowledged before an allocation failed: {acknowledged:?}, {unanswered} not; lost 0, half 0");
}
