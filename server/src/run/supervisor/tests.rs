use super::*;
use crate::telemetry::recorded::Recorded;
use std::{future::pending, sync::Arc};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::Instant,
};

/// How a run of the task goes.
#[derive(Clone, Copy)]
enum Run {
    Panics,
    Returns,
    GoesOnFor(Duration),
    GoesOn,
}

impl Run {
    async fn go(self) {
        match self {
            Self::Panics => panic!("secret"),
            Self::Returns => {}
            Self::GoesOnFor(time) => sleep(time).await,
            Self::GoesOn => pending().await,
        }
    }
}

/// Supervises a task whose runs go like these, and then like the last of them; tells when each begins.
fn supervised(runs: &'static [Run]) -> (Arc<Task>, UnboundedReceiver<Instant>) {
    let (task, (sender, begun)) = (Arc::new(Task::named("tested")), unbounded_channel());
    let (watched, turn) = (Arc::clone(&task), Arc::new(AtomicU64::new(0)));
    tokio::spawn(async move {
        let begin = || {
            let turn = usize::try_from(turn.fetch_add(1, Ordering::Relaxed)).unwrap();
            let run = runs[turn.min(runs.len() - 1)];
            sender.send(Instant::now()).unwrap();
            run.go()
        };
        supervise(&watched, begin).await;
    });
    (task, begun)
}

/// The seconds between the beginnings of so many runs.
async fn seconds_between(begun: &mut UnboundedReceiver<Instant>, runs: usize) -> Vec<u64> {
    let mut last = begun.recv().await.unwrap();
    let mut seconds = Vec::new();
    for _ in 1..runs {
        let next = begun.recv().await.unwrap();
        seconds.push((next - last).as_secs());
        last = next;
    }
    seconds
}

#[tokio::test(start_paused = true)]
async fn a_task_that_panics_or_returns_starts_again_after_pauses_that_double_up_to_a_minute() {
    for run in [[Run::Panics], [Run::Returns]] {
        let (task, mut begun) = supervised(Box::leak(Box::new(run)));
        assert_eq!(seconds_between(&mut begun, 10).await, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert!(!task.is_alive(), "it keeps ending");
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_that_ends_now_and_then_is_alive_and_one_that_ran_well_has_short_pauses_again() {
    const WELL: Run = Run::GoesOnFor(Duration::from_secs(600));
    let (task, mut begun) = supervised(&[Run::Panics, Run::Panics, WELL, Run::Panics, Run::GoesOn]);
    assert_eq!(seconds_between(&mut begun, 5).await, [1, 2, 601, 2]);
    assert_eq!((task.restarts(), task.is_alive()), (4, true));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_kept_ending_is_alive_again_once_it_goes_on() {
    let mut runs = vec![Run::Panics; 7];
    runs.push(Run::GoesOn);
    let (task, mut begun) = supervised(runs.leak());
    assert_eq!(seconds_between(&mut begun, 8).await.last(), Some(&60));
    assert!(!task.is_alive(), "nobody knows yet whether this time it goes on");
    sleep(WELL_AFTER * 2).await;
    assert!(task.is_alive());
}

#[tokio::test(start_paused = true)]
async fn a_panic_ends_no_other_task_and_is_an_event_without_what_it_said() {
    let (log, _until_the_end) = Recorded::begin();
    let (_, mut ill) = supervised(&[Run::Panics]);
    let (well, mut begun) = supervised(&[Run::GoesOn]);
    seconds_between(&mut ill, 5).await;
    begun.recv().await.unwrap();
    assert_eq!((well.restarts(), begun.is_empty()), (0, true));
    let log = log.text();
    let line = log.lines().next().unwrap();
    assert!(line.contains("ERROR") && line.contains(r#"event="task_restarted" task="tested" panicked=true"#), "{line}");
    assert!(!log.contains("secret"), "{log}");
}

#[tokio::test(start_paused = true)]
async fn whoever_drops_the_supervisor_ends_the_task() {
    let (sender, mut alive) = unbounded_channel::<()>();
    let supervisor = tokio::spawn(async move {
        let begin = || {
            let sender = sender.clone();
            async move {
                sender.send(()).unwrap();
                pending().await
            }
        };
        supervise(&Task::named("tested"), begin).await;
    });
    assert_eq!(alive.recv().await, Some(()));
    supervisor.abort();
    assert_eq!(alive.recv().await, None, "all senders are gone");
}
