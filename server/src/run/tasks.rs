//! What goes on in the background, as long as the server serves.

use super::supervisor::{Task, supervise};
use auth::Auth;
use std::{sync::Arc, time::Duration};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

/// Expired rows are refused at once; how often they are removed only matters for the size of the database.
const SWEEP_INTERVAL: Duration = Duration::from_secs(15 * 60);
/// A mail is first tried when it is queued. This is how soon one is found whose turn it is again.
const MAIL_INTERVAL: Duration = Duration::from_secs(5);

/// Sessions that were used are noted together; so long one may have to wait.
const NOTE_INTERVAL: Duration = Duration::from_secs(5);
/// Until sessions are recalled again, where that failed.
const RECALL_PAUSE: Duration = Duration::from_secs(10);

/// The tasks, as others see them.
#[derive(Clone, Debug)]
pub(crate) struct Tasks {
    pub(crate) clerk: Arc<Task>,
    pub(crate) sweeper: Arc<Task>,
    pub(crate) postman: Arc<Task>,
    pub(crate) doorman: Arc<Task>,
}

impl Default for Tasks {
    fn default() -> Self {
        let named = |name| Arc::new(Task::named(name));
        Self { clerk: named("clerk"), sweeper: named("sweeper"), postman: named("postman"), doorman: named("doorman") }
    }
}

impl Tasks {
    /// All of them.
    pub(crate) fn all(&self) -> [&Task; 4] {
        [&self.clerk, &self.sweeper, &self.postman, &self.doorman]
    }

    /// Begins all of them, each under a supervisor; they end when the answer is dropped.
    pub(super) fn begin(&self, auth: &Auth) -> JoinSet<()> {
        let mut running = JoinSet::new();
        let (clerk, noted) = (Arc::clone(&self.clerk), auth.clone());
        running.spawn(async move { supervise(&clerk, || note_uses(noted.clone())).await });
        let (sweeper, swept) = (Arc::clone(&self.sweeper), auth.clone());
        running.spawn(async move { supervise(&sweeper, || sweep(swept.clone())).await });
        let (postman, sent) = (Arc::clone(&self.postman), auth.clone());
        running.spawn(async move { supervise(&postman, || send_mails(sent.clone())).await });
        let (doorman, recalled) = (Arc::clone(&self.doorman), auth.clone());
        running.spawn(async move { supervise(&doorman, || recall_sessions(recalled.clone())).await });
        running.spawn(examine(auth.clone()));
        running
    }
}

/// Looks once for damage that a start does not find, because it is not to take long.
async fn examine(auth: Auth) {
    if let Err(error) = auth.look_for_damage().await {
        tracing::warn!(?error, "the database could not be read whole");
    }
}

/// Writes down which sessions were used.
async fn note_uses(auth: Auth) {
    let mut ticks = interval(NOTE_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = auth.note_uses().await {
            // Why, the database has said.
            tracing::debug!(?error, "which sessions were used could not be noted");
        }
    }
}

/// Removes expired rows now and then.
async fn sweep(auth: Auth) {
    let mut ticks = interval(SWEEP_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match auth.sweep().await {
            Ok(swept) => {
                tracing::debug!(
                    swept.sessions,
                    swept.reset_tokens,
                    swept.activities,
                    swept.mails,
                    swept.confirmations,
                    swept.undos,
                    "swept"
                );
            }
            Err(error) => tracing::warn!(?error, "expired rows could not be removed; trying again later"),
        }
    }
}

/// Sends the mails that were just queued, and those that could not be sent before.
async fn send_mails(auth: Auth) {
    let mut ticks = interval(MAIL_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = auth.mails_were_queued() => {}
        }
        if let Err(error) = auth.send_due_mails().await {
            tracing::warn!(?error, "mails could not be looked for; trying again later");
        }
    }
}

/// Knows whoever has a session before they ask.
async fn recall_sessions(auth: Auth) {
    loop {
        match auth.recall_sessions().await {
            Ok(()) => {
                tracing::debug!(sessions = auth.remembered_sessions(), "recalled");
                auth.sessions_were_forgotten().await;
            }
            Err(error) => {
                // Until then, they are looked up for those who ask.
                tracing::debug!(?error, "sessions could not be recalled; trying again later");
                sleep(RECALL_PAUSE).await;
            }
        }
    }
}
