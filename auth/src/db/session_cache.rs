//! Sessions that were looked up before, so that to be recognised costs no query.
//!
//! Only where it can be known whether anybody has changed the database since: on SQLite, whose log says so to all
//! processes ([`WalIndex`]). As long as it says the same, what is remembered is what the database would answer. When it
//! says something else, the first who asks reads which sessions have changed (`session_changes`), and those are
//! forgotten; so a session that ended anywhere is refused with the next request, as without memory.
//!
//! To ask the database takes several times as long as everything else about a request does. So sessions are read in the
//! background after a start, one page after the other, before those who hold them come.

use super::{
    Db, DbError, LiveSession, Scope,
    sessions::LookUps,
    sqlite::{WalIndex, WalState},
    statement::sql,
    work::FetchAll,
};
use crate::token::TokenDigest;
use domain::{SessionId, Timestamp};
use quick_cache::sync::Cache;
use std::{
    future::pending,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    time::Instant,
};
use tokio::{sync::Notify, time::sleep};
use uuid::Uuid;

/// So many sessions are remembered at most, of some 250 bytes each. Beyond that, some are forgotten that were not used
/// since they came into memory, or not for long.
const MOST: usize = 1 << 20;
/// So many are recalled. The rest is for those who come, and because the parts of the memory do not fill up evenly.
const RECALLED: usize = MOST / 100 * 99;
/// As many changes as the database keeps (`migrations/sqlite/0010_session_changes.sql`). Who has missed more forgets
/// everything.
const MOST_CHANGES: i64 = 4_096;
/// So many sessions are read at once before anybody asks for them, so that a connection that reads is kept for a few
/// milliseconds.
const PAGE: i64 = 256;
/// A page is read so often before those of it are left to be looked up that changed meanwhile.
const TRIES: u32 = 4;

/// Sessions in memory.
#[derive(Debug)]
pub(crate) struct SessionCache {
    index: Arc<WalIndex>,
    sessions: Cache<TokenDigest, Arc<LiveSession>>,
    /// What the log's index said when all that is remembered was found to be true.
    checked: Mutex<Option<WalState>>,
    /// The last change that was taken note of.
    seen: Mutex<Change>,
    /// Checks that have begun.
    begun: AtomicU64,
    look_ups: LookUps,
    /// Whose turn it is to check. Inside, the number of the last check that succeeded.
    turn: tokio::sync::Mutex<u64>,
    /// Told when everything was forgotten.
    forgotten: Notify,
}

/// The number of a row of `session_changes`.
type Change = i64;

/// Which session has changed.
type Changed = (Change, Vec<u8>);

impl Db {
    /// Finds the session of a token, unless it has ended at this time or its owner has another password or is disabled by
    /// now. One that is found to have ended is deleted, so that it stays so if the clock is set back.
    pub(crate) async fn find_session(
        &self,
        token: &TokenDigest,
        now: Timestamp,
    ) -> Result<Option<Arc<LiveSession>>, DbError> {
        // What is seldom needed is in a box, or each request would take the room for it.
        let look_up = |together| Box::pin(self.look_up_session(token, now, together));
        let Some(cache) = &self.sessions else { return Ok(look_up(None).await?.map(Arc::new)) };
        if !cache.is_unchanged() {
            Box::pin(self.check(cache)).await?;
        }
        if let Some(session) = cache.sessions.get(token).filter(|session| now < session.expires_at) {
            return Ok(Some(session));
        }
        let seen = *lock(&cache.seen);
        let found = look_up(Some(&cache.look_ups)).await?.map(Arc::new);
        if let Some(session) = &found {
            cache.remember(*token, session, seen);
        }
        Ok(found)
    }

    /// Remembers sessions that nobody has asked for yet, as many as there is room for. Rests for as long as it works.
    pub(crate) async fn recall_sessions(&self, now: Timestamp) -> Result<(), DbError> {
        let Some(cache) = &self.sessions else { return Ok(()) };
        let (mut last, mut tries) = (SessionId(Uuid::nil()), 0);
        while cache.sessions.len() < RECALLED {
            let begun = Instant::now();
            if !cache.is_unchanged() {
                self.check(cache).await?;
            }
            let seen = *lock(&cache.seen);
            let (page, end) = self.sessions_after(last, now, PAGE).await?;
            let is_known = page.into_iter().all(|(token, session)| {
                // Of one that is known, it is known better whether its use was written down.
                cache.sessions.peek(&token).is_some() || cache.remember(token, &Arc::new(session), seen)
            });
            tries += 1;
            if is_known || tries == TRIES {
                let Some(end) = end else { break };
                (last, tries) = (end, 0);
            }
            sleep(begun.elapsed()).await;
        }
        Ok(())
    }

    /// Waits until so much has changed that everything was forgotten.
    pub(crate) async fn sessions_were_forgotten(&self) {
        match &self.sessions {
            Some(cache) => cache.forgotten.notified().await,
            None => pending().await,
        }
    }

    /// How many sessions are remembered; `None` where none ever is.
    pub(crate) fn remembered_sessions(&self) -> Option<usize> {
        self.sessions.as_ref().map(|cache| cache.sessions.len())
    }

    /// Makes sure that whatever is remembered was true after this was asked for, though something has changed.
    async fn check(&self, cache: &SessionCache) -> Result<(), DbError> {
        let asked = cache.begun.load(SeqCst);
        let mut last = cache.turn.lock().await;
        // Whoever began after this was asked has seen all that had happened until then.
        if *last > asked {
            return Ok(());
        }
        let number = cache.begun.fetch_add(1, SeqCst) + 1;
        // Before the changes are read: what is committed meanwhile makes another state.
        let state = cache.index.state();
        let changed = sql("SELECT seq, token_digest FROM session_changes WHERE seq > $1 ORDER BY seq DESC LIMIT $2")
            .bind(*lock(&cache.seen))
            .bind(MOST_CHANGES);
        let changed: Vec<Changed> = self.run(Scope::Read, &FetchAll::new(changed)).await?;
        cache.forget(&changed);
        *lock(&cache.checked) = state;
        *last = number;
        Ok(())
    }
}

impl SessionCache {
    pub(super) fn new(index: Arc<WalIndex>) -> Self {
        Self {
            index,
            sessions: Cache::new(MOST),
            checked: Mutex::default(),
            seen: Mutex::default(),
            begun: AtomicU64::default(),
            look_ups: LookUps::default(),
            turn: tokio::sync::Mutex::default(),
            forgotten: Notify::new(),
        }
    }

    /// Whether nobody has committed anything since the last check.
    fn is_unchanged(&self) -> bool {
        let state = self.index.state();
        state.is_some() && state == *lock(&self.checked)
    }

    /// Remembers a session that was read when this was the last change. Where others were taken note of meanwhile, it may
    /// be one of those, so it is not remembered yet: the answer is `false`.
    fn remember(&self, token: TokenDigest, session: &Arc<LiveSession>, seen: Change) -> bool {
        let last = lock(&self.seen);
        let is_true = *last == seen;
        if is_true {
            self.sessions.insert(token, Arc::clone(session));
        }
        is_true
    }

    /// Forgets sessions that have changed; the last change comes first. Where one is missing, everything.
    fn forget(&self, changed: &[Changed]) {
        let (Some((last, _)), Some((first, _))) = (changed.first(), changed.last()) else { return };
        let mut seen = lock(&self.seen);
        match *first == *seen + 1 {
            true => changed.iter().filter_map(|(_, digest)| TokenDigest::read(digest)).for_each(|token| {
                self.sessions.remove(&token);
            }),
            false if self.sessions.is_empty() => {}
            false => {
                self.sessions.clear();
                self.forgotten.notify_one();
            }
        }
        *seen = *last;
    }
}

/// Nothing that is done under these locks can panic halfway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
