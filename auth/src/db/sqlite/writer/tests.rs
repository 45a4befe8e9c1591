use super::*;
use crate::{
    DatabaseConfig,
    db::{
        Scope,
        sqlite::{Database, open},
        statement::sql,
    },
};
use std::{fs, future};
use tempfile::TempDir;
use tokio::{sync::Notify, task::JoinHandle, time};

/// A database with a table of notes, and one of answers to notes, which a commit looks for.
struct Place {
    directory: TempDir,
    database: Database,
    stalled: Arc<Notify>,
}

/// What becomes of a note that somebody writes.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Stays,
    Fails,
    /// Whoever writes it says so, and waits for ever, in the middle.
    Stalls,
    /// SQLite ends the transaction by itself.
    Breaks,
    Panics,
    /// It can't be committed.
    IsAnswered,
}

/// A note with a number.
struct Note(i64, Deed, Arc<Notify>);

impl Work for Note {
    type Done = ();

    async fn on(&self, connection: &mut Connection<'_>) -> Result<(), sqlx::Error> {
        let Self(number, deed, stalled) = self;
        connection.execute(&sql("INSERT INTO notes (number) VALUES ($1)").bind(*number)).await?;
        match deed {
            Deed::Stays => Ok(()),
            Deed::Fails => Err(sqlx::Error::RowNotFound),
            Deed::Stalls => {
                stalled.notify_one();
                future::pending().await
            }
            Deed::Breaks => {
                connection.execute(&sql("ROLLBACK")).await?;
                Err(sqlx::Error::RowNotFound)
            }
            Deed::Panics => panic!("in the middle"),
            Deed::IsAnswered => connection.execute(&sql("INSERT INTO answers (note) VALUES (-1)")).await.map(drop),
        }
    }
}

impl Place {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = open_in(&directory).await;
        for table in [
            "CREATE TABLE notes (number INTEGER PRIMARY KEY)",
            "CREATE TABLE answers (note INTEGER PRIMARY KEY REFERENCES notes DEFERRABLE INITIALLY DEFERRED)",
        ] {
            sqlx::query(table).execute(&database.writer.pool).await.unwrap();
        }
        Self { directory, database, stalled: Arc::default() }
    }

    /// What becomes of notes, numbered from 1, whose writers wait for the same one.
    async fn write(&self, deeds: &[Deed]) -> Vec<JoinHandle<Committed>> {
        let turn = self.database.writer.turn(patiently()).await.unwrap();
        let mut writing = Vec::new();
        for (number, deed) in (1..).zip(deeds.iter().copied()) {
            let (writer, note) = (self.database.writer.clone(), Note(number, deed, Arc::clone(&self.stalled)));
            writing.push(task::spawn(async move { writer.run(&note, &mut stopwatch()).await }));
            // It is in the queue then.
            task::yield_now().await;
        }
        drop(turn);
        writing
    }

    /// The notes that are there for everybody.
    async fn notes(&self) -> Vec<i64> {
        let notes = sqlx::query_scalar("SELECT number FROM notes ORDER BY number");
        notes.fetch_all(&self.database.readers).await.unwrap()
    }

    /// How many commits there are in the log (sqlite.org/fileformat2.html, section 4.1): each ends with a frame that tells
    /// the size of the database.
    fn commits(&self) -> usize {
        let log = fs::read(self.directory.path().join("x.db-wal")).unwrap();
        let word = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
        let frame = 24 + word(8) as usize;
        (32..log.len()).step_by(frame).filter(|at| word(at + 4) != 0).count()
    }
}

async fn open_in(directory: &TempDir) -> Database {
    open(&DatabaseConfig::new(format!("sqlite:{}", directory.path().join("x.db").display()))).await.unwrap()
}

/// As long as anybody waits.
fn patiently() -> Instant {
    Instant::now() + DatabaseConfig::ACQUIRE_TIMEOUT
}

fn stopwatch() -> Stopwatch {
    Stopwatch::start(&Arc::default(), Scope::Transaction)
}

/// Which of them went well, and did not panic.
async fn outcomes(writing: Vec<JoinHandle<Committed>>) -> Vec<bool> {
    let mut outcomes = Vec::new();
    for writing in writing {
        outcomes.push(matches!(writing.await, Ok(Ok(()))));
    }
    outcomes
}

#[tokio::test]
async fn changes_that_wait_for_each_other_are_committed_together() {
    let place = Place::new().await;
    let before = place.commits();
    assert_eq!(outcomes(place.write(&[Deed::Stays; 10]).await).await, [true; 10]);
    assert_eq!((place.commits() - before, place.notes().await.len()), (1, 10));
}

#[tokio::test]
async fn no_more_than_so_many_are_committed_together() {
    let place = Place::new().await;
    let before = place.commits();
    let outcomes = outcomes(place.write(&[Deed::Stays; MOST + 1]).await).await;
    assert_eq!((outcomes.contains(&false), place.commits() - before), (false, 2));
    assert_eq!(place.notes().await.len(), MOST + 1);
}

#[tokio::test]
async fn a_change_that_fails_takes_no_other_with_it() {
    let place = Place::new().await;
    let before = place.commits();
    let outcomes = outcomes(place.write(&[Deed::Stays, Deed::Fails, Deed::Stays]).await).await;
    assert_eq!((outcomes, place.notes().await), (vec![true, false, true], vec![1, 3]));
    assert_eq!(place.commits() - before, 1);
}

#[tokio::test]
async fn the_first_of_them_that_fails_leaves_nothing_open() {
    let place = Place::new().await;
    let outcomes = outcomes(place.write(&[Deed::Fails, Deed::Stays]).await).await;
    assert_eq!((outcomes, place.notes().await), (vec![false, true], vec![2]));
}

#[tokio::test]
async fn where_a_transaction_is_lost_the_others_make_their_changes_alone() {
    for deed in [Deed::Breaks, Deed::Panics, Deed::IsAnswered] {
        let place = Place::new().await;
        let outcomes = outcomes(place.write(&[Deed::Stays, deed, Deed::Stays]).await).await;
        assert_eq!((outcomes, place.notes().await), (vec![true, false, true], vec![1, 3]), "{deed:?}");
        let place = Place::new().await;
        let outcomes = self::outcomes(place.write(&[deed, Deed::Stays]).await).await;
        assert_eq!((outcomes, place.notes().await), (vec![false, true], vec![2]), "{deed:?}");
    }
}

#[tokio::test]
async fn whoever_hangs_up_in_the_middle_takes_no_other_with_them() {
    let place = Place::new().await;
    let mut writing = place.write(&[Deed::Stays, Deed::Stalls, Deed::Stays]).await;
    place.stalled.notified().await;
    let stalled = writing.remove(1);
    stalled.abort();
    assert!(stalled.await.unwrap_err().is_cancelled());
    assert_eq!((outcomes(writing).await, place.notes().await), (vec![true, true], vec![1, 3]));
}

#[tokio::test]
async fn whoever_needs_a_second_turn_waits_no_longer_than_others_for_one() {
    let place = Place::new().await;
    let begun = Instant::now();
    let mut writing = place.write(&[Deed::Stays, Deed::Stalls]).await;
    place.stalled.notified().await;
    let open = Arc::clone(&place.database.writer.open);
    // Behind the one that stalls, somebody keeps their turn for ever.
    let keeping = task::spawn(async move {
        let _kept = open.lock().await;
        future::pending::<()>().await;
    });
    task::yield_now().await;
    time::pause();
    time::advance(DatabaseConfig::ACQUIRE_TIMEOUT / 2).await;
    writing.remove(1).abort();
    let refused = writing.remove(0).await.unwrap();
    assert!(matches!(refused, Err(sqlx::Error::PoolTimedOut)), "{refused:?}");
    assert!(begun.elapsed() < DatabaseConfig::ACQUIRE_TIMEOUT * 5 / 4, "{:?}", begun.elapsed());
    keeping.abort();
}

#[tokio::test]
async fn a_change_is_committed_though_nobody_waits_for_it() {
    let place = Place::new().await;
    let other = open_in(&place.directory).await;
    let [first, second] = [1, 2].map(|number| Note(number, Deed::Stays, Arc::default()));
    let mut first = Making { work: &first, done: None };
    drop(place.database.writer.join(&mut first, patiently(), &mut stopwatch()).await.unwrap());
    other.writer.run(&second, &mut stopwatch()).await.unwrap();
    assert_eq!(place.notes().await, [1, 2]);
}
