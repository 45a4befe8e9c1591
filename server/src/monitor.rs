//! The monitor is what whoever runs the service sees of it while it runs.

use crate::{health::Health, run::Tasks};
use auth::Auth;

/// What is to be seen of one instance. Cheap to clone: clones share everything.
#[derive(Clone, Debug)]
pub struct Monitor {
    pub(crate) tasks: Tasks,
    pub(crate) health: Health,
}

impl Monitor {
    /// The monitor of this service.
    #[must_use]
    pub fn new(auth: &Auth) -> Self {
        let tasks = Tasks::default();
        Self { health: Health::new(auth, &tasks), tasks }
    }
}
