//! `/profile`

use super::error::{Refusal, RestError, Unavailable};
use app::ssr::{Context, prefers_html};
use axum::{
    Json,
    extract::{Request, State},
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
    security(("session" = [])),
    responses(
        (status = 200, description = "The session's owner", body = Profile),
        (status = 303, description = "To the account page, where `Accept` prefers HTML"),
        (status = 403, description = "No such session", body = Refusal),
        (status = 503, response = Unavailable),
    )
)]
pub(super) async fn show(State(context): State<Context>, request: Request) -> Response {
    let answer = match prefers_html(request.headers()) {
        true => Redirect::to(app::routes::ACCOUNT).into_response(),
        false => profile(&context, request.headers()).await.into_response(),
    };
    ([(VARY, "Accept")], answer).into_response()
}

async fn profile(context: &Context, headers: &HeaderMap) -> Result<Json<Profile>, RestError> {
    let user = context.user(headers).await?.ok_or_else(RestError::not_logged_in)?;
    Ok(Json(Profile { email: user.email.to_string() }))
}
