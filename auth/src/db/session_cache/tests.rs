use super::*;
use crate::{
    Auth, DatabaseConfig, Token, TokenShape,
    db::{UserBy, statement::sql},
    service::tests::service_on,
};
use domain::Email;
use std::time::Duration;
use tempfile::TempDir;
use tokio::{
    task::{JoinSet, yield_now},
    time::timeout,
};

const BOB: &str = "bob@me.com";

/// A service with Bob's session, which is remembered.
struct Known {
    auth: Auth,
    token: Token,
    directory: TempDir,
}

impl Known {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let auth = service_in(&directory).await;
        let token = auth.create_session(BOB).await.unwrap().unwrap();
        let known = Self { auth, token, directory };
        assert!(known.ask().await && known.is_remembered());
        known
    }

    /// The same after a restart.
    async fn restarted(self) -> Self {
        self.auth.close().await;
        Self { auth: service_in(&self.directory).await, ..self }
    }

    /// Whether everything was forgotten, and nobody was told so yet.
    async fn has_forgotten(&self) -> bool {
        timeout(Duration::from_millis(1), self.auth.sessions_were_forgotten()).await.is_ok()
    }

    fn cache(&self) -> &SessionCache {
        self.auth.db.sessions.as_deref().unwrap()
    }

    fn is_remembered(&self) -> bool {
        self.cache().sessions.get(&self.token.digest()).is_some()
    }

    async fn ask(&self) -> bool {
        self.auth.db.find_session(&self.token.digest(), Timestamp::from_millis(0)).await.unwrap().is_some()
    }

    async fn change(&self, statement: &'static str) {
        self.auth.db.write(sql(statement).scanning()).await.unwrap();
    }
}

async fn service_in(directory: &TempDir) -> Auth {
    service_on(DatabaseConfig::new(format!("sqlite:{}", directory.path().join("x.db").display()))).await
}

#[tokio::test]
async fn a_change_that_takes_nothing_from_anybody_is_no_reason_to_forget() {
    let known = Known::new().await;
    let seen = *lock(&known.cache().seen);
    known.change("UPDATE sessions SET last_seen_at = last_seen_at + 1, expires_at = expires_at + 1").await;
    known.change("UPDATE users SET password_hash = 'another'").await;
    assert!(!known.cache().is_unchanged());
    assert!(known.ask().await && known.is_remembered());
    assert!(known.cache().is_unchanged() && *lock(&known.cache().seen) == seen);
}

#[tokio::test]
async fn where_changes_were_missed_everything_is_forgotten() {
    let known = Known::new().await;
    known.change("INSERT INTO session_changes (token_digest) VALUES (x'01'), (x'02')").await;
    known.change("DELETE FROM session_changes WHERE token_digest = x'01'").await;
    known.auth.db.check(known.cache()).await.unwrap();
    assert!(!known.is_remembered());
    assert!(known.has_forgotten().await);
    known.auth.recall_sessions().await.unwrap();
    assert!(known.is_remembered());
}

#[tokio::test]
async fn whoever_remembers_nothing_yet_forgets_nothing() {
    let known = Known::new().await;
    known.change("INSERT INTO session_changes (token_digest) VALUES (x'01'), (x'02')").await;
    known.change("DELETE FROM session_changes WHERE token_digest = x'01'").await;
    let known = known.restarted().await;
    assert!(known.ask().await && known.is_remembered());
    assert!(!known.has_forgotten().await);
}

#[tokio::test]
async fn of_many_changes_at_once_none_is_missed() {
    let known = Known::new().await;
    known
        .change(
            "INSERT INTO session_changes (token_digest)
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT x'01' FROM n",
        )
        .await;
    known.change("UPDATE users SET disabled_at = 1").await;
    assert!(!known.ask().await);
    let kept: Option<(i64, i64)> =
        known.auth.db.read(sql("SELECT count(*), max(seq) FROM session_changes").scanning()).await.unwrap();
    let (kept, last) = kept.unwrap();
    assert_eq!((kept, last), (4096, *lock(&known.cache().seen)));
}

#[tokio::test]
async fn what_was_read_before_a_change_that_was_taken_note_of_is_not_remembered() {
    let known = Known::new().await;
    let (cache, digest) = (known.cache(), known.token.digest());
    let (seen, session) = (*lock(&cache.seen), cache.sessions.get(&digest).unwrap());
    known.change("DELETE FROM sessions").await;
    known.auth.db.check(cache).await.unwrap();
    assert!(!cache.remember(digest, &session, seen));
    assert!(!known.is_remembered());
}

#[tokio::test]
async fn however_many_have_ended_the_sessions_behind_them_are_recalled() {
    let known = Known::new().await;
    known
        .change(
            "INSERT INTO sessions (id, token_digest, user_id, created_at, last_seen_at, expires_at, password_version,
                                   confirmed_at, device, network)
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
             SELECT CAST(printf('%016d', i) AS BLOB), CAST(printf('%032d', i) AS BLOB), user_id, created_at, last_seen_at,
                    -1, password_version, confirmed_at, device, network FROM n, sessions",
        )
        .await;
    known.change("UPDATE sessions SET id = x'ffffffffffffffffffffffffffffffff' WHERE expires_at > 0").await;
    let known = known.restarted().await;
    let (first, last) =
        known.auth.db.sessions_after(SessionId(Uuid::nil()), Timestamp::from_millis(0), PAGE).await.unwrap();
    assert!(first.is_empty() && last.is_some());
    known.auth.recall_sessions().await.unwrap();
    assert!(known.is_remembered());
    assert_eq!(known.cache().sessions.len(), 1);
}

#[tokio::test]
async fn who_is_remembered_is_not_recalled_once_more() {
    let known = Known::new().await;
    let remembered = known.cache().sessions.get(&known.token.digest()).unwrap();
    known.auth.recall_sessions().await.unwrap();
    assert!(Arc::ptr_eq(&remembered, &known.cache().sessions.get(&known.token.digest()).unwrap()));
}

#[tokio::test]
async fn one_check_is_good_for_all_who_asked_before_it_began() {
    let known = Known::new().await;
    let cache = known.cache();
    known.change("UPDATE users SET password_hash = 'another'").await;
    let turn = cache.turn.lock().await;
    let before = cache.begun.load(SeqCst);
    let mut asking = JoinSet::new();
    for _ in 0..8 {
        let (auth, digest) = (known.auth.clone(), known.token.digest());
        asking.spawn(async move { auth.db.find_session(&digest, Timestamp::from_millis(0)).await.unwrap().is_some() });
    }
    // On this one thread, each of them goes on until it waits for its turn.
    yield_now().await;
    drop(turn);
    assert!(asking.join_all().await.into_iter().all(|found| found));
    assert_eq!(cache.begun.load(SeqCst), before + 1);
}

#[tokio::test]
async fn with_a_log_that_says_nothing_each_request_asks_for_changes() {
    let known = Known::new().await;
    *lock(&known.cache().checked) = None;
    let before = known.cache().begun.load(SeqCst);
    assert!(known.ask().await);
    assert_eq!(known.cache().begun.load(SeqCst), before + 1);
}

#[tokio::test]
async fn a_database_in_memory_has_no_other_memory() {
    let auth = service_on(DatabaseConfig::new("sqlite::memory:")).await;
    assert!(auth.db.sessions.is_none());
    let email = Email::parse(BOB).unwrap();
    let bob = auth.db.find_user_by(UserBy::Email(&email)).await.unwrap();
    assert!(bob.is_some() && Token::generate(TokenShape::Uuid).is_ok());
}
