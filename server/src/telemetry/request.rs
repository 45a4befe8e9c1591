//! The request that lines of the log are about.
//!
//! It is the task's own, rather than a span of `tracing`'s: to make one of those for each request, to enter and to leave it
//! and to write it out took several of the 45 µs of a session check.

use super::request_id::RequestId;
use axum::http::Method;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::{
    fmt::{self, Display},
    future::Future,
    sync::Arc,
};
use tokio::task_local;

task_local! {
    static CURRENT: Request;
}

/// What each line says of its request.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) id: RequestId,
    pub(crate) method: Method,
    /// The route's path. The address itself is the client's to fill, and could hold anything.
    pub(crate) route: Arc<str>,
}

impl Request {
    /// Does what is asked for. Whatever this task logs meanwhile is about this request.
    pub(crate) fn scope<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, work)
    }

    /// The same of what is done at once.
    pub(crate) fn within<T>(self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, work)
    }

    /// The one that this task is about, if it is about one.
    pub(super) fn current() -> Option<Self> {
        CURRENT.try_get().ok()
    }
}

/// As `tracing` writes a span.
impl Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, method, route } = self;
        write!(f, "request{{id={:?} method={method} route={route:?}}}", id.as_str())
    }
}

/// As `tracing` writes a span.
impl Serialize for Request {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, method, route } = self;
        let mut span = serializer.serialize_struct("Request", 4)?;
        span.serialize_field("id", id.as_str())?;
        span.serialize_field("method", method.as_str())?;
        span.serialize_field("route", &**route)?;
        span.serialize_field("name", "request")?;
        span.end()
    }
}
