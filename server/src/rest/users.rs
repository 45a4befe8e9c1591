//! `/users`

use super::{
    Done,
    error::{CrossSite, Refusal, RestError, TooMany, Unavailable},
    input::Input,
};
use app::ssr::{By, Context};
use auth::Password;
use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;

/// An address and the password that goes with it.
#[derive(Deserialize, ToSchema)]
pub(super) struct Credentials {
    #[schema(format = Email, max_length = 254, example = "bob@me.com")]
    pub(super) email: String,
    #[schema(value_type = String, format = Password, min_length = 1, example = "mySuperPwd")]
    pub(super) password: Password,
}

/// Makes an account; in production mode, once its address is confirmed with the mail that is sent.
#[utoipa::path(
    post, path = "/users",
    request_body(content(
        (Credentials = "application/x-www-form-urlencoded"),
        (Credentials = "multipart/form-data"),
        (Credentials = "application/json"),
    )),
    responses(
        (status = 200, description = "The account is made; in production mode, the same for an address that has one", body = Done),
        (status = 400, description = "A field can't be used, or in development mode the address is taken", body = Refusal),
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
    Input(credentials): Input<Credentials>,
) -> Result<Json<Done>, RestError> {
    let email = context.auth.sign_up(&credentials.email, &credentials.password, &requester).await?;
    Ok(Json(Done { email: email.to_string(), message: "user created" }))
}
