//! What every request passes through, from the outside in.

mod body;
mod request_id;
mod response;

use axum::{Router, middleware::from_fn};
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer};

/// Puts the layers around all routes.
pub(crate) fn around(routes: Router) -> Router {
    let guarded = routes
        .layer(from_fn(body::bounded))
        .layer(CsrfLayer::new().with_rejection_response(response::cross_site))
        .layer(CatchPanicLayer::custom(response::panicked));
    request_id::around(response::with_security_headers(guarded))
}
