//! Health says whether requests should be sent to this instance.

use crate::run::{Task, Tasks};
use auth::{
    Auth, DatabaseHealth,
    Verdict::{self, Failed, Unknown},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::{Instant, timeout},
};

/// To look at the database is to write to it, so one look is good for everybody who asks within this time.
const FRESH: Duration = Duration::from_secs(1);
/// A look that takes longer has failed. Whoever asks waits no longer than that.
const PATIENCE: Duration = Duration::from_secs(5);
/// What is known of a database that can't be looked at.
const AWAY: DatabaseHealth = DatabaseHealth { takes_changes: Failed, has_our_schema: Unknown, is_in_place: Unknown };

/// The health of this instance. Cheap to clone: clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Health {
    auth: Auth,
    postman: Arc<Task>,
    is_stopping: Arc<AtomicBool>,
    last_look: Arc<Mutex<Option<Look>>>,
}

/// What came of each check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Checks {
    /// Whether it was not told to stop.
    pub(crate) is_serving: Verdict,
    pub(crate) database: DatabaseHealth,
    /// Whether somebody looks for mails that have to be sent.
    pub(crate) sends_mails: Verdict,
}

#[derive(Clone, Copy, Debug)]
struct Look {
    at: Instant,
    database: DatabaseHealth,
}

impl Checks {
    /// Whether all is well.
    pub(crate) fn are_passed(&self) -> bool {
        let DatabaseHealth { takes_changes, has_our_schema, is_in_place } = self.database;
        [self.is_serving, takes_changes, has_our_schema, is_in_place, self.sends_mails]
            .iter()
            .all(|verdict| *verdict == Verdict::Ok)
    }
}

impl Health {
    /// The health of this service with these tasks.
    pub(crate) fn new(auth: &Auth, tasks: &Tasks) -> Self {
        Self {
            auth: auth.clone(),
            postman: Arc::clone(&tasks.postman),
            is_stopping: Arc::default(),
            last_look: Arc::default(),
        }
    }

    /// From now on, no more requests should be sent.
    pub(crate) fn stop(&self) {
        self.is_stopping.store(true, Ordering::Relaxed);
    }

    /// Checks everything.
    pub(crate) async fn check(&self) -> Checks {
        let is_serving = !self.is_stopping.load(Ordering::Relaxed);
        let database = match is_serving {
            true => self.database().await,
            // The answer is known, and wanted at once.
            false => self.last_look.try_lock().ok().and_then(|look| *look).map_or(AWAY, |look| look.database),
        };
        Checks { is_serving: is_serving.into(), database, sends_mails: self.postman.is_alive().into() }
    }

    /// The database as it was a moment ago, or is.
    async fn database(&self) -> DatabaseHealth {
        let last = Arc::clone(&self.last_look).lock_owned().await;
        match *last {
            Some(look) if look.at.elapsed() < FRESH => look.database,
            // It goes on when whoever asks hangs up. Else the impatient would make it look as often as they ask.
            _ => tokio::spawn(look(self.auth.clone(), last)).await.unwrap_or(AWAY),
        }
    }
}

async fn look(auth: Auth, mut last: OwnedMutexGuard<Option<Look>>) -> DatabaseHealth {
    let database = timeout(PATIENCE, auth.look_at_database()).await.unwrap_or(AWAY);
    if last.is_some_and(|last| last.database != database) {
        tracing::warn!(event = "health_changed", ?database);
    }
    *last = Some(Look { at: Instant::now(), database });
    database
}
