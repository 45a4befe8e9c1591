//! What is asked for, route by route. A route is known before anybody asks for it, so strangers can't make up new ones.

use auth::{Count, Timings};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// What the log and the metrics call everything that has no route of its own: files, and what there is not.
const OTHERS: &str = "other";

/// All routes.
#[derive(Debug)]
pub(crate) struct Routes {
    known: HashMap<Box<str>, Arc<Route>>,
    others: Arc<Route>,
    /// Requests whose clients hung up before they were answered.
    pub(crate) abandoned: Count,
}

/// One route.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) path: Arc<str>,
    answered: [Count; Self::CLASSES.len()],
    pub(crate) took: Timings,
}

impl Routes {
    /// Of these paths, as the router knows them.
    pub(crate) fn of(paths: impl IntoIterator<Item = String>) -> Self {
        let at = |path: &str| Arc::new(Route::at(path));
        let known = paths.into_iter().map(|path| (path.as_str().into(), at(&path))).collect();
        Self { known, others: at(OTHERS), abandoned: Count::default() }
    }

    /// The route with this path.
    pub(crate) fn find(&self, path: Option<&str>) -> &Arc<Route> {
        path.and_then(|path| self.known.get(path)).unwrap_or(&self.others)
    }

    /// All of them, in the order of their paths.
    pub(super) fn all(&self) -> Vec<&Route> {
        let mut all: Vec<_> = self.known.values().chain([&self.others]).map(Arc::as_ref).collect();
        all.sort_by(|one, other| one.path.cmp(&other.path));
        all
    }
}

impl Default for Routes {
    fn default() -> Self {
        Self::of([])
    }
}

impl Route {
    /// The first digit of a status is its class (RFC 9110, section 15). None of ours begins with 1.
    const CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];

    fn at(path: &str) -> Self {
        Self { path: path.into(), answered: Default::default(), took: Timings::default() }
    }

    /// Once more it was answered, with this status, after so long.
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        self.took.observe(took);
        if let Some(count) = self.answered.get(usize::from(status / 100).saturating_sub(2)) {
            count.increase();
        }
    }

    /// How often it was answered with a status of each class.
    pub(super) fn by_class(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Self::CLASSES.into_iter().zip(&self.answered).map(|(class, count)| (class, count.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_route_is_counted_as_one_and_each_status_in_its_class() {
        let routes = Routes::of(["/users".to_owned()]);
        for path in [Some("/users/17"), Some("/made-up"), None] {
            routes.find(path).answered(404, Duration::ZERO);
        }
        for status in [200, 303, 429, 503, 599] {
            routes.find(Some("/users")).answered(status, Duration::ZERO);
        }
        let counted = routes.all().into_iter().map(|route| (&*route.path, route.by_class().collect::<Vec<_>>()));
        let classes = |counts: [u64; 4]| Route::CLASSES.into_iter().zip(counts).collect::<Vec<_>>();
        assert_eq!(counted.collect::<Vec<_>>(), [("/users", classes([1, 1, 1, 2])), (OTHERS, classes([0, 0, 3, 0]))]);
    }
}
