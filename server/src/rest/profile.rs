//! `/profile`

use super::error::{Refusal, RestError, Unavailable};
use app::ssr::{Context, prefers_html};
use axum::{
    Json,
    extract::{Request, State},
    http::header::VARY,
    response::{IntoResponse, Redirect, Response},
};
use serde::Serialize;
use std::future::Future;
use utoipa::ToSchema;

/// Who is logged in.
#[derive(Serialize, ToSchema)]
struct Profile {
    #[schema(example = "bob@me.com")]
    email: String,
}

/// Shows who is logged in.
#[utoipa::path(
    get, path = "/profile",
    security(("session" = [])),
    responses(
        (status = 200, description = "The session's owner", body = Profile),
        (status = 303, description = "To the account page, where `Accept` prefers HTML"),
        (status = 403, description = "No such session", body = Refusal),
        (status = 503, response = Unavailable),
    )
)]
pub(super) fn show(State(context): State<Context>, request: Request) -> impl Future<Output = Response> {
    // The future does without the request: every page view of every application waits for it, and what is larger than a
    // kilobyte costs the allocator a lock.
    let (is_for_people, session_id) = (prefers_html(request.headers()), context.presented_in(request.headers()));
    async move {
        let answer = match is_for_people {
            true => Redirect::to(app::routes::ACCOUNT).into_response(),
            false => profile(&context, session_id).await.into_response(),
        };
        ([(VARY, "Accept")], answer).into_response()
    }
}

async fn profile(context: &Context, session_id: Option<String>) -> Result<Json<Profile>, RestError> {
    let user = context.user(session_id).await?.ok_or_else(RestError::not_logged_in)?;
    Ok(Json(Profile { email: user.email.to_string() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset_names;
    use auth::{Auth, DatabaseConfig, test_support::production};
    use axum::body::Body;

    #[tokio::test]
    async fn what_waits_for_a_session_check_is_small() {
        let auth = Auth::open(production(DatabaseConfig::new("sqlite::memory:"))).await.unwrap();
        let waiting = show(State(Context::new(auth, asset_names())), Request::new(Body::empty()));
        // With the request and what else the router has around it, a kilobyte.
        assert!(size_of_val(&waiting) < 650, "{} bytes", size_of_val(&waiting));
    }
}
