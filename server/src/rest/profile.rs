//! `/profile`

use super::error::{Refusal, RestError};
use crate::negotiation::prefers_html;
use app::ssr::Context;
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header::VARY},
    response::{IntoResponse, Redirect, Response},
};
use serde::Serialize;
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
    responses(
        (status = 200, description = "The session's owner", body = Profile),
        (status = 303, description = "To the account page, where `Accept` prefers HTML"),
        (status = 403, description = "No such session", body = Refusal),
    )
)]
pub(super) async fn show(State(context): State<Context>, headers: HeaderMap) -> Result<Response, RestError> {
    let answer = if prefers_html(&headers) {
        Redirect::to(app::routes::ACCOUNT).into_response()
    } else {
        let user = context.user(&headers).await?.ok_or_else(RestError::not_logged_in)?;
        Json(Profile { email: user.email.to_string() }).into_response()
    };
    Ok(([(VARY, "Accept")], answer).into_response())
}
