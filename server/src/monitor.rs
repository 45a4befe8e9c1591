//! The monitor is what whoever runs the service sees of it while it runs.

use crate::{health::Health, listener::Connections, metrics::Metrics, run::Tasks};
use auth::Auth;
use std::sync::Arc;

/// What is to be seen of one instance. Cheap to clone: clones share everything.
#[derive(Clone, Debug)]
pub struct Monitor {
    auth: Auth,
    pub(crate) tasks: Tasks,
    pub(crate) health: Health,
    pub(crate) metrics: Metrics,
}

impl Monitor {
    /// The monitor of this service.
    #[must_use]
    pub fn new(auth: &Auth) -> Self {
        let tasks = Tasks::default();
        Self { health: Health::new(auth, &tasks), tasks, auth: auth.clone(), metrics: Metrics::default() }
    }

    /// Counts connections.
    #[must_use]
    pub fn connections(&self) -> Arc<Connections> {
        Arc::clone(&self.metrics.connections)
    }

    /// Every metric as it is now, in the text format of OpenMetrics.
    pub async fn exposition(&self) -> String {
        self.metrics.exposition(&self.auth, &self.tasks).await
    }
}
