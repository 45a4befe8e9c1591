//! Every request has an id, which is in each line of the log about it and in the answer; and one line that says how it
//! was answered, which the metrics count.

use crate::{
    metrics::{Route, Routes},
    telemetry::{self, RequestId},
};
use auth::{UserId, with_caller};
use axum::{
    extract::{MatchedPath, Request},
    response::Response,
};
use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};
use tracing::field::display;

/// A request that waits for its answer, of which the log and the metrics are told. If that never comes, its client has
/// hung up. The log has the route and not the address: what is no route of ours, and every query, is the client's to
/// fill, and could hold anything. So is an id that it sends.
pub(super) struct Asked {
    routes: Arc<Routes>,
    route: Arc<Route>,
    logged: telemetry::Request,
    begun: Instant,
    is_answered: bool,
}

impl Asked {
    /// This request has just come.
    pub(super) fn now(routes: &Arc<Routes>, id: RequestId, request: &Request) -> Self {
        let begun = Instant::now();
        let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        let (routes, route) = (Arc::clone(routes), Arc::clone(routes.find(path)));
        let logged = telemetry::Request { id, method: request.method().clone(), route: Arc::clone(&route.path) };
        Self { routes, route, logged, begun, is_answered: false }
    }

    /// Does something for it at once.
    pub(super) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        self.logged.clone().within(work)
    }

    /// Waits for its answer, and tells how it was answered.
    pub(super) async fn told(self, answer: impl Future<Output = Response>) -> Response {
        let logged = self.logged.clone();
        let answered = async {
            let (response, user) = with_caller(answer).await;
            self.answered(response.status().as_u16(), user);
            response
        };
        logged.scope(answered).await
    }

    fn answered(mut self, status: u16, user: Option<UserId>) {
        self.is_answered = true;
        let took = self.begun.elapsed();
        self.route.answered(status, took);
        let (duration_ms, user) = (millis(took), user.map(display));
        tracing::info!(status, duration_ms, user, "answered");
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if !self.is_answered {
            self.routes.abandoned.increase();
            let duration_ms = millis(self.begun.elapsed());
            self.within(|| tracing::info!(duration_ms, "abandoned"));
        }
    }
}

/// Nobody reads more than microseconds.
fn millis(took: Duration) -> f64 {
    took.as_micros() as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        layers::{Surroundings, around},
        telemetry::recorded::Recorded,
    };
    use axum::{Router, body::Body, routing::get};
    use std::future::pending;
    use tokio::time::timeout;
    use tower::ServiceExt;

    #[tokio::test(start_paused = true)]
    async fn who_hangs_up_before_the_answer_leaves_a_line_and_is_counted() {
        let (log, _until_the_end) = Recorded::begin();
        let meters = Arc::new(Routes::of(["/slow/{id}".to_owned()]));
        let routes = Router::new().route("/slow/{id}", get(pending::<()>));
        let routes = around(routes, Surroundings::of(Arc::clone(&meters)));
        let asking = routes.oneshot(Request::get("/slow/17?q=secret").body(Body::empty()).unwrap());
        timeout(Duration::from_secs(2), asking).await.unwrap_err();
        assert_eq!(meters.abandoned.get(), 1);
        let log = log.text();
        let [line] = log.lines().collect::<Vec<_>>()[..] else { panic!("{log}") };
        assert!(line.contains("route=\"/slow/{id}\"") && line.contains("abandoned"), "{line}");
        assert!(!line.contains("secret") && !line.contains("17?"), "{line}");
    }
}
