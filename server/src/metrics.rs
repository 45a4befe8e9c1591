//! Metrics are numbers about this instance, for Prometheus to ask for. Whoever counts has the counter at hand, so that
//! counting costs an addition; texts are made when somebody asks.

mod exposition;
mod listener;
mod process;
mod routes;

pub(crate) use listener::serve;
pub(crate) use routes::{Route, Routes};

use crate::{listener::Connections, run::Tasks};
use auth::Auth;
use exposition::Exposition;
use prometheus_client::{encoding::text, registry::Registry};
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::{sync::Mutex, time::Instant};

/// All sessions have to be counted to know how many there are, so that is done this seldom.
const SESSIONS_FRESH: Duration = Duration::from_secs(60);

/// What is counted of one instance, beside what the service counts itself. Cheap to clone: clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metrics {
    routes: Arc<OnceLock<Arc<Routes>>>,
    pub(crate) connections: Arc<Connections>,
    sessions: Arc<Mutex<Option<(Instant, u64)>>>,
}

impl Metrics {
    /// The routes' meters. The first to ask says which routes there are.
    pub(crate) fn routes(&self, of: impl FnOnce() -> Routes) -> Arc<Routes> {
        Arc::clone(self.routes.get_or_init(|| Arc::new(of())))
    }

    /// Everything that there is to know, in the text format of OpenMetrics.
    pub(crate) async fn exposition(&self, auth: &Auth, tasks: &Tasks) -> String {
        let exposition = Exposition {
            auth: auth.clone(),
            tasks: tasks.clone(),
            routes: self.routes.get().cloned().unwrap_or_default(),
            connections: Arc::clone(&self.connections),
            // What the database does not tell now is left out.
            sessions: self.sessions(auth).await,
            mails: auth.waiting_mails().await.ok(),
        };
        let mut registry = Registry::default();
        registry.register_collector(Box::new(exposition));
        let mut written = String::new();
        if let Err(error) = text::encode(&mut written, &registry) {
            tracing::error!(%error, "the metrics could not be written");
        }
        written
    }

    async fn sessions(&self, auth: &Auth) -> Option<u64> {
        let mut last = self.sessions.lock().await;
        match *last {
            Some((at, sessions)) if at.elapsed() < SESSIONS_FRESH => Some(sessions),
            _ => {
                let sessions = auth.stored_sessions().await.ok()?;
                *last = Some((Instant::now(), sessions));
                Some(sessions)
            }
        }
    }
}
