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

/// Has a request answered, and tells the log and the metrics how. The log has the route and not the address: what is no
/// route of ours, and every query, is the client's to fill, and could hold anything. So is an id that it sends.
pub(super) async fn told<F: Future<Output = Response>>(
    routes: &Routes,
    id: RequestId,
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    let begun = Instant::now();
    let route = routes.find(request.extensions().get::<MatchedPath>().map(MatchedPath::as_str));
    let logged = telemetry::Request { id, method: request.method().clone(), route: Arc::clone(&route.path) };
    let answered = async {
        let asked = Asked { routes, begun, is_answered: false };
        let (response, user) = with_caller(answer(request)).await;
        asked.answered(route, response.status().as_u16(), user);
        response
    };
    logged.scope(answered).await
}

/// A request that waits for its answer. If that never comes, its client has hung up.
struct Asked<'r> {
    routes: &'r Routes,
    begun: Instant,
    is_answered: bool,
}

impl Asked<'_> {
    fn answered(mut self, route: &Route, status: u16, user: Option<UserId>) {
        self.is_answered = true;
        let took = self.begun.elapsed();
        route.answered(status, took);
        let (duration_ms, user) = (millis(took), user.map(display));
        tracing::info!(status, duration_ms, user, "answered");
    }
}

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.routes.abandoned.increase();
            let duration_ms = millis(self.begun.elapsed());
            tracing::info!(duration_ms, "abandoned");
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
