use super::*;
use crate::{limits::Subject, test_support::ScratchDatabase};

const START: i64 = 1_795_305_600_000;
const MINUTE: i64 = 60_000;

fn key(number: u8) -> LimitKey {
    LimitKey { subject: Subject::Guesses, digest: [number; 16] }
}

struct Counter {
    db: Db,
    hits: Vec<Hit>,
    _database: ScratchDatabase,
}

impl Counter {
    async fn of(limit: Limit) -> Self {
        let database = ScratchDatabase::new().await;
        let db = Db::open(&database.config()).await.unwrap();
        Self { db, hits: vec![Hit { key: key(1), limit, once: false }], _database: database }
    }

    async fn count(&self, millis: i64) -> Admission {
        self.db.admit(&self.hits, Timestamp::from_millis(START + millis)).await.unwrap()
    }

    async fn admits(&self, millis: i64) -> bool {
        matches!(self.count(millis).await, Admission::Admitted(_))
    }

    /// How long whoever is refused has to wait, in seconds.
    async fn wait(&self, millis: i64) -> u64 {
        match self.count(millis).await {
            Admission::Refused(_, wait) => wait.as_secs(),
            Admission::Admitted(_) => panic!("it was allowed"),
        }
    }
}

fn rate(text: &str) -> Limit {
    Limit::Rate(text.parse().unwrap())
}

fn guesses(text: &str) -> Limit {
    Limit::Guesses(text.parse().unwrap())
}

#[tokio::test]
async fn a_rate_lets_so_many_through_at_once_and_one_by_one_after_that() {
    let counter = Counter::of(rate("5/1m")).await;
    for _ in 0..5 {
        assert!(counter.admits(0).await);
    }
    assert_eq!(counter.wait(0).await, 12);
    assert_eq!(counter.wait(11_000).await, 1);
    assert!(counter.admits(12_000).await);
    assert!(!counter.admits(12_000).await);
    for _ in 0..5 {
        assert!(counter.admits(10 * MINUTE).await, "all of it comes back, and no more than that");
    }
    assert!(!counter.admits(10 * MINUTE).await);
}

#[tokio::test]
async fn what_is_given_back_can_be_had_again() {
    let counter = Counter::of(rate("1/1m")).await;
    let Admission::Admitted(counted) = counter.count(0).await else { panic!("refused") };
    assert!(!counter.admits(0).await);
    counter.db.give_back(&counted).await.unwrap();
    assert!(counter.admits(0).await);
}

#[tokio::test]
async fn a_clock_that_was_set_back_leaves_nobody_waiting_for_what_it_said() {
    let counter = Counter::of(rate("5/1m")).await;
    for _ in 0..5 {
        assert!(counter.admits(1_000 * MINUTE).await);
    }
    assert!(counter.admits(0).await);
    assert_eq!(counter.wait(0).await, 12);
    let guess = Counter::of(guesses("1/30s/1h/100")).await;
    assert!(guess.admits(1_000 * MINUTE).await && guess.admits(1_000 * MINUTE).await);
    assert!(guess.admits(0).await, "a pause never ends so much later");
}

#[tokio::test]
async fn whoever_asks_with_a_clock_that_is_a_little_behind_gains_nothing() {
    for limit in [rate("5/1m"), guesses("5/30s/1h/100")] {
        let counter = Counter::of(limit).await;
        for _ in 0..5 {
            assert!(counter.admits(MINUTE).await);
        }
        for behind in [MINUTE, MINUTE - 1, MINUTE / 2, 0] {
            assert!(!counter.admits(behind).await, "{behind}");
        }
    }
}

#[tokio::test]
async fn free_guesses_are_free_in_whatever_order_they_arrive() {
    let counter = Counter::of(guesses("5/30s/1h/100")).await;
    for millis in [10, 3, 20, 0, 7] {
        assert!(counter.admits(millis).await, "{millis}");
    }
    assert!(!counter.admits(5).await);
}

#[tokio::test]
async fn guesses_are_free_then_pauses_double_then_it_is_over() {
    let counter = Counter::of(guesses("3/30s/2m/7")).await;
    for _ in 0..3 {
        assert!(counter.admits(0).await);
    }
    let mut now = 0;
    for pause in [30, 60, 120, 120] {
        assert_eq!(counter.wait(now).await, pause);
        now += i64::try_from(pause * 1_000).unwrap();
        assert!(!counter.admits(now - 1).await);
        assert!(counter.admits(now).await);
    }
    assert_eq!(counter.wait(now + 100 * MINUTE).await, 120, "seven in a row are enough");
}

#[tokio::test]
async fn free_guesses_are_forgotten_after_a_day_and_others_after_a_month() {
    let counter = Counter::of(guesses("2/30s/1h/100")).await;
    assert!(counter.admits(0).await);
    assert_eq!(counter.db.delete_limits(Timestamp::from_millis(START + DAY - 1)).await.unwrap(), 0);
    assert!(counter.admits(DAY).await && counter.admits(DAY).await);
    assert!(!counter.admits(DAY).await, "the one of the day before was forgotten, these are not");
    assert_eq!(counter.db.delete_limits(Timestamp::from_millis(START + 30 * DAY)).await.unwrap(), 0);
    assert_eq!(counter.db.delete_limits(Timestamp::from_millis(START + 31 * DAY)).await.unwrap(), 1);
}

#[tokio::test]
async fn a_hit_that_counts_once_does_so_for_the_first_of_the_one_before() {
    let mut counter = Counter::of(rate("10/1m")).await;
    counter.hits.push(Hit { key: key(2), limit: rate("1/1m"), once: true });
    assert!(counter.admits(0).await && counter.admits(0).await, "the second does not count as another");
    counter.hits[0].key = key(3);
    assert!(!counter.admits(0).await, "another account");
}

#[tokio::test]
async fn the_number_of_counters_is_bounded_and_the_next_to_expire_go_first() {
    let mut counter = Counter::of(rate("1/1m")).await;
    for number in 0..10 {
        counter.hits[0].key = key(number);
        assert!(counter.admits(i64::from(number)).await);
    }
    assert_eq!(counter.db.delete_limits_beyond(4).await.unwrap(), 6);
    assert!(!counter.admits(9).await, "the last is still counted");
    counter.hits[0].key = key(0);
    assert!(counter.admits(9).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_exactly_so_many_get_through() {
    for limit in [rate("7/1h"), guesses("7/1h/1h/100")] {
        let counter = std::sync::Arc::new(Counter::of(limit).await);
        let tries: Vec<_> = (0..100)
            .map(|_| {
                let counter = std::sync::Arc::clone(&counter);
                tokio::spawn(async move { counter.admits(0).await })
            })
            .collect();
        let mut admitted = 0;
        for tried in tries {
            admitted += u32::from(tried.await.unwrap());
        }
        assert_eq!(admitted, 7);
    }
}
