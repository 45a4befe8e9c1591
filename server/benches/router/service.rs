//! The service whose parts are measured, and how it is asked.

use app::ssr::Context;
use auth::{
    Auth,
    test_support::{Crowd, ScratchDatabase},
};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use criterion::Criterion;
use http_body_util::BodyExt;
use server::{Monitor, asset_names, proxies::TrustedProxies, router};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// A service in production mode, to which one person is signed in.
pub(crate) struct Service {
    runtime: Runtime,
    auth: Auth,
    router: Router,
    /// The person's.
    pub(crate) cookie: String,
    _database: ScratchDatabase,
}

impl Service {
    pub(crate) fn open() -> Self {
        let (runtime, database) = (Runtime::new().unwrap(), ScratchDatabase::file());
        let (auth, cookie) = runtime.block_on(with_one_person(&database));
        let context = Context::new(auth.clone(), asset_names());
        // Routes are made inside of the runtime, as in the server.
        let router = runtime.block_on(async { router(context, TrustedProxies::default(), &Monitor::new(&auth)) });
        Self { runtime, auth, router, cookie, _database: database }
    }

    pub(crate) fn close(&self) {
        self.runtime.block_on(self.auth.close());
    }

    /// The status of the answer to a request.
    pub(crate) fn status(&self, request: Request<Body>) -> StatusCode {
        self.runtime.block_on(answered(&self.router, request))
    }

    /// Measures a request, which has to be answered with this status.
    pub(crate) fn bench(
        &self,
        criterion: &mut Criterion,
        name: &str,
        status: StatusCode,
        request: impl Fn() -> Request<Body>,
    ) {
        assert_eq!(self.status(request()), status, "{name}");
        criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|times| self.runtime.block_on(self.time(times, &request)));
        });
    }

    async fn time(&self, times: u64, request: impl Fn() -> Request<Body>) -> Duration {
        let begun = Instant::now();
        for _ in 0..times {
            answered(&self.router, request()).await;
        }
        begun.elapsed()
    }
}

/// The status of an answer that is read to its end.
async fn answered(router: &Router, request: Request<Body>) -> StatusCode {
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    answer.into_body().collect().await.unwrap();
    status
}

async fn with_one_person(database: &ScratchDatabase) -> (Auth, String) {
    let (auth, tokens) = Crowd::around(database, 1).await;
    let token = tokens.first().unwrap().expose();
    (auth, format!("theme=dark; __Host-device={token}; __Host-session_id={token}"))
}
