use super::*;
use crate::{Auth, DatabaseConfig, Token, TokenShape, service::tests::service_on};
use std::{collections::HashSet, future::Future};
use tokio::{
    task::{JoinSet, yield_now},
    time::Instant,
};

const BOB: &str = "bob@me.com";

/// A service with sessions of Bob's, of which nobody has been seen yet.
struct Crowd {
    auth: Auth,
    look_ups: LookUps,
    tokens: Vec<Token>,
    _directory: tempfile::TempDir,
}

impl Crowd {
    async fn of(sessions: usize) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        let auth = service_on(DatabaseConfig::new(format!("sqlite:{}", path.display()))).await;
        let mut tokens = Vec::new();
        for _ in 0..sessions {
            tokens.push(auth.create_session(BOB).await.unwrap().unwrap());
        }
        Self { auth, look_ups: LookUps::default(), tokens, _directory: directory }
    }

    /// Asks for a session; answers its id.
    fn ask(&self, token: &Token) -> impl Future<Output = Result<Option<SessionId>, DbError>> + Send + 'static {
        let (db, look_ups, digest) = (self.auth.db.clone(), self.look_ups.clone(), token.digest());
        async move {
            let found = db.look_up_session(&digest, Timestamp::from_millis(0), Some(&look_ups)).await?;
            Ok(found.map(|session| session.id))
        }
    }

    /// Asks for all of them and for one that does not exist, and lets the first wait for the database until all others
    /// wait for it.
    async fn ask_all(&self) -> JoinSet<Result<Option<SessionId>, DbError>> {
        let nobodys = Token::generate(TokenShape::Uuid).unwrap();
        let mut asking = JoinSet::new();
        for token in self.tokens.iter().chain([&nobodys]) {
            asking.spawn(self.ask(token));
        }
        self.waiting(self.tokens.len()).await;
        asking
    }

    /// Done when so many wait.
    async fn waiting(&self, number: usize) {
        while self.look_ups.queue().waiting.len() < number {
            yield_now().await;
        }
    }

    /// How many statements have read something.
    fn statements(&self) -> u64 {
        self.auth.meters().reading.buckets().iter().map(|(_, count)| count).sum()
    }

    fn is_busy(&self) -> bool {
        self.look_ups.queue().is_busy
    }
}

#[tokio::test]
async fn who_asks_while_others_are_read_is_read_with_those_who_do() {
    let crowd = Crowd::of(20).await;
    let (before, occupied) = (crowd.statements(), crowd.auth.db.occupy().await);
    let asking = crowd.ask_all().await;
    drop(occupied);
    let found: Vec<_> = asking.join_all().await.into_iter().map(Result::unwrap).collect();
    assert_eq!(crowd.statements() - before, 2, "the first, and all others");
    let ids: HashSet<_> = found.iter().flatten().collect();
    assert_eq!((ids.len(), found.len()), (20, 21), "each its own, and the unknown one none");
    assert!(!crowd.is_busy());
    for token in &crowd.tokens {
        let alone = crowd.ask(token).await.unwrap().unwrap();
        assert!(ids.contains(&alone));
    }
}

#[tokio::test]
async fn more_than_one_statement_can_take_are_read_one_after_the_other() {
    let crowd = Crowd::of(1).await;
    let (before, occupied) = (crowd.statements(), crowd.auth.db.occupy().await);
    let mut asking = JoinSet::new();
    for _ in 0..2 * MOST + 2 {
        asking.spawn(crowd.ask(&crowd.tokens[0]));
    }
    crowd.waiting(2 * MOST + 1).await;
    drop(occupied);
    let found = asking.join_all().await;
    assert!(found.into_iter().all(|found| found.unwrap().is_some()), "of many who ask for the same one, each gets it");
    assert_eq!(crowd.statements() - before, 4);
}

#[tokio::test]
async fn who_hangs_up_while_it_is_their_turn_leaves_nobody_waiting() {
    let crowd = Crowd::of(2).await;
    let occupied = crowd.auth.db.occupy().await;
    let first = tokio::spawn(crowd.ask(&crowd.tokens[0]));
    yield_now().await;
    let second = tokio::spawn(crowd.ask(&crowd.tokens[1]));
    crowd.waiting(1).await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    drop(occupied);
    assert!(second.await.unwrap().unwrap().is_some());
    assert!(!crowd.is_busy());
}

#[tokio::test]
async fn where_the_database_can_not_answer_nobody_waits_for_the_next_try() {
    let crowd = Crowd::of(20).await;
    let _occupied = crowd.auth.db.occupy().await;
    tokio::time::pause();
    let (begun, asking) = (Instant::now(), crowd.ask_all().await);
    let answers = asking.join_all().await;
    assert!(answers.iter().all(|answer| matches!(answer, Err(DbError::Unavailable(_)))), "{answers:?}");
    assert_eq!(begun.elapsed().as_secs(), DatabaseConfig::ACQUIRE_TIMEOUT.as_secs(), "all of them at once");
    assert!(!crowd.is_busy());
}

#[tokio::test]
async fn those_who_are_read_together_are_refused_together() {
    let crowd = Crowd::of(20).await;
    let occupied = crowd.auth.db.occupy().await;
    let asking = crowd.ask_all().await;
    crowd.auth.db.fail_statement(2);
    drop(occupied);
    let answers = asking.join_all().await;
    let refused = answers.iter().filter(|answer| matches!(answer, Err(DbError::Unavailable(_)))).count();
    assert_eq!((refused, answers.len()), (20, 21), "all but the first, who had an answer");
    assert!(!crowd.is_busy());
}

#[tokio::test]
async fn what_one_can_not_be_read_for_is_no_fault_of_others() {
    let crowd = Crowd::of(1).await;
    let turn = Turn(&crowd.auth.db, &crowd.look_ups);
    assert!(crowd.look_ups.wait_if_busy(&crowd.tokens[0].digest()).is_none());
    let asking = tokio::spawn(crowd.ask(&crowd.tokens[0]));
    crowd.waiting(1).await;
    crowd.look_ups.queue().waiting.clear();
    assert!(asking.await.unwrap().unwrap().is_some(), "it is read by a statement of its own");
    drop(turn);
    assert!(!crowd.is_busy());
}

#[tokio::test]
async fn an_ended_session_that_is_read_with_others_is_deleted() {
    let crowd = Crowd::of(3).await;
    let (late, occupied) = (Timestamp::from_millis(i64::MAX), crowd.auth.db.occupy().await);
    let ask = |token: &Token| {
        let (db, look_ups, digest) = (crowd.auth.db.clone(), crowd.look_ups.clone(), token.digest());
        tokio::spawn(async move { db.look_up_session(&digest, late, Some(&look_ups)).await.unwrap().is_some() })
    };
    let asking: Vec<_> = crowd.tokens.iter().map(ask).collect();
    crowd.waiting(2).await;
    drop(occupied);
    for asked in asking {
        assert!(!asked.await.unwrap());
    }
    assert_eq!(crowd.auth.stored_sessions().await.unwrap(), 0);
}
