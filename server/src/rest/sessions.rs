//! `/sessions`

use super::{
    Done,
    error::{CrossSite, Refusal, RestError, TooMany, Unavailable},
    input::Input,
    users::Credentials,
};
use app::ssr::{By, Context};
use axum::{
    Json,
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{LOCATION, SET_COOKIE},
    },
    response::{AppendHeaders, IntoResponse},
};

/// Logs in: begins a session, whose secret is in the cookie.
#[utoipa::path(
    post, path = "/sessions",
    request_body(content(
        (Credentials = "application/x-www-form-urlencoded"),
        (Credentials = "multipart/form-data"),
        (Credentials = "application/json"),
    )),
    responses(
        (status = 200, description = "Logged in", body = Done, headers(("Set-Cookie" = String, description = "The session"))),
        (status = 401, description = "Wrong e-mail or password, or a field can't be anyone's", body = Refusal),
        (status = 403, response = CrossSite),
        (status = 413, description = "The body is larger than 16 KiB", body = Refusal),
        (status = 415, description = "The body is of another type", body = Refusal),
        (status = 429, response = TooMany),
        (status = 503, response = Unavailable),
    )
)]
pub(super) async fn create(
    State(context): State<Context>,
    By(requester): By,
    headers: HeaderMap,
    credentials: Result<Input<Credentials>, RestError>,
) -> Result<impl IntoResponse, RestError> {
    let Input(credentials) = credentials.map_err(RestError::unauthorized_if_bad)?;
    let presented = context.cookies.session_id(&headers);
    let log_in = context.log_in(&credentials.email, &credentials.password, presented, &requester).await;
    let log_in = log_in.map_err(|error| RestError::log_in(&error))?;
    let cookies: Vec<_> = context.cookies.of_log_in(&log_in).map(|cookie| (SET_COOKIE, cookie)).collect();
    let done = Done { email: log_in.user.email.to_string(), message: "logged in" };
    Ok((AppendHeaders(cookies), Json(done)))
}

/// Logs out: ends the session of the cookie, and no other.
#[utoipa::path(
    delete, path = "/sessions",
    security(("session" = [])),
    responses(
        (status = 302, description = "Logged out", headers(
            ("Location" = String, description = "The home page"),
            ("Set-Cookie" = String, description = "Removes the session cookie"),
        )),
        (status = 403, description = "No such session, or the request comes from another site", body = Refusal, headers(
            ("Set-Cookie" = String, description = "Removes the cookie of a session that has ended"),
        )),
        (status = 503, response = Unavailable),
    )
)]
pub(super) async fn delete(
    State(context): State<Context>,
    By(requester): By,
    headers: HeaderMap,
) -> Result<impl IntoResponse, RestError> {
    let session_id = context.cookies.session_id(&headers).ok_or_else(RestError::not_logged_in)?;
    // Whoever asked for it is without the cookie in any case. That the session has ended is said only if it has.
    let answer = match context.auth.log_out(&session_id, &requester).await {
        Ok(true) => (StatusCode::FOUND, [(LOCATION, app::routes::HOME)]).into_response(),
        Ok(false) => RestError::not_logged_in().into_response(),
        Err(error) => RestError::from(error).into_response(),
    };
    Ok(([(SET_COOKIE, context.cookies.no_session())], answer))
}
