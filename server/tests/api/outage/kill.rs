//! The program is killed while fifty people sign up, sign in and out, reset and change their passwords.

use super::{
    any_between,
    life::{Ledger, Person},
    people::{expect_all, expect_sound, interrupted},
    rounds, start,
};
use crate::support::TestClient;
use auth::test_support::ScratchDatabase;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

const PEOPLE: usize = 50;
/// The program is killed after a time between these.
const SHORTEST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_millis(2_000);
/// The longest that it may take to be ready again.
const READY: Duration = Duration::from_secs(2);
/// In the end, so many of all people are asked once more.
const ASKED_AGAIN: usize = 500;

/// Those who live while the program is killed in this round. Some have lived before, some are new.
fn next_generation(round: u32, living: &mut Vec<Person>, all: &mut Vec<Person>) {
    let third = usize::try_from(round % 3).unwrap();
    let numbered = living.drain(..).enumerate();
    let (gone, mut stay): (Vec<_>, Vec<_>) = numbered.partition(|(number, _)| number % 3 == third);
    all.extend(gone.into_iter().map(|(_, person)| person));
    living.extend(stay.drain(..).map(|(_, person)| person));
    let born = living.len()..PEOPLE;
    living.extend(born.map(|number| Person::new(format!("{round}.{number}@example.org"))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes its time: cargo xtask faults"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
async fn what_was_acknowledged_outlives_kill_9_and_all_else_happened_wholly_or_not_at_all() {
    let (database, directory) = (ScratchDatabase::file(), tempfile::tempdir().unwrap());
    let ledger = Arc::new(Ledger::new(std::fs::File::create(directory.path().join("acknowledged")).unwrap()));
    let (mut program, mut slowest) = (start(&database.url()), Duration::ZERO);
    let (mut living, mut all) = (Vec::new(), Vec::new());
    for round in 0..rounds() {
        next_generation(round, &mut living, &mut all);
        let client = Arc::new(TestClient::of(program.url.clone()));
        let fault = async {
            // When it is killed is left to chance, which is what this is about.
            sleep(any_between(SHORTEST, LONGEST)).await;
            drop(program);
        };
        let people = interrupted(&client, &ledger, living, fault).await;
        let begun = Instant::now();
        program = start(&database.url());
        slowest = slowest.max(begun.elapsed());
        assert!(begun.elapsed() < READY, "{:?}", begun.elapsed());
        living = expect_all(&Arc::new(TestClient::of(program.url.clone())), people).await;
        expect_sound(&database.url()).await;
    }
    all.extend(living);
    let people = all.len();
    let some = all.into_iter().step_by((people / ASKED_AGAIN).max(1)).collect();
    expect_all(&Arc::new(TestClient::of(program.url.clone())), some).await;
    let (acknowledged, unanswered) = ledger.counts();
    let total: u64 = acknowledged.values().sum();
    assert!(total > u64::from(rounds()) && unanswered > 0 && acknowledged.len() == 6, "{acknowledged:?}");
    println!(
        "{} rounds, {people} people, {total} changes acknowledged {acknowledged:?}, {unanswered} not; lost 0, half 0; \
         slowest restart {slowest:?}",
        rounds()
    );
}
