//! `/reset_password`

use super::{
    Done,
    error::{Refusal, RestError, TooMany, Unavailable},
    input::Input,
};
use app::ssr::{By, Context, status};
use auth::{AuthError, Password, ResetRequest};
use axum::{Json, extract::State, http::header::SET_COOKIE, response::IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whose password was forgotten.
#[derive(Deserialize, ToSchema)]
pub(super) struct Forgotten {
    #[schema(format = Email, max_length = 254, example = "bob@me.com")]
    email: String,
}

/// The token that lets its holder choose a new password.
#[derive(Serialize, ToSchema)]
pub(super) struct Issued {
    /// The account's address, as typed when signing up.
    #[schema(example = "bob@me.com")]
    email: String,
    #[schema(example = "0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091")]
    reset_token: String,
}

/// What became of the request: development hands the token out, production only mails it.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Requested {
    Issued(Issued),
    Mailed(Done),
}

/// A token, whose it is, and the password to set.
#[derive(Deserialize, ToSchema)]
pub(super) struct NewPassword {
    #[schema(format = Email, max_length = 254, example = "bob@me.com")]
    email: String,
    #[schema(example = "0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091")]
    reset_token: String,
    #[schema(value_type = String, format = Password, min_length = 1, example = "myNewPwd")]
    new_password: Password,
}

/// Asks for a reset token. It is mailed, and in development mode also answered.
#[utoipa::path(
    post, path = "/reset_password",
    request_body(content(
        (Forgotten = "application/x-www-form-urlencoded"),
        (Forgotten = "multipart/form-data"),
        (Forgotten = "application/json"),
    )),
    responses(
        (status = 200, description = "In development mode, the token; else that it is mailed, whether the address has an account or not", body = Requested),
        (status = 400, description = "The address can't be one", body = Refusal),
        (status = 403, description = "In development mode, no account has this address, or the request comes from another site", body = Refusal),
        (status = 413, description = "The body is larger than 16 KiB", body = Refusal),
        (status = 415, description = "The body is of another type", body = Refusal),
        (status = 429, response = TooMany),
        (status = 503, response = Unavailable),
    )
)]
pub(super) async fn request(
    State(context): State<Context>,
    By(requester): By,
    Input(forgotten): Input<Forgotten>,
) -> Result<Json<Requested>, RestError> {
    let request = context.auth.request_password_reset(&forgotten.email, &requester).await?;
    Ok(Json(request.into()))
}

/// Sets a new password, uses the token up and ends all sessions of its owner.
#[utoipa::path(
    put, path = "/reset_password",
    request_body(content(
        (NewPassword = "application/x-www-form-urlencoded"),
        (NewPassword = "multipart/form-data"),
        (NewPassword = "application/json"),
    )),
    responses(
        (status = 200, description = "The password is set", body = Done),
        (status = 400, description = "A field can't be used", body = Refusal),
        (status = 403, description = "The token is not good (any more), or not of this address, or the request comes from another site", body = Refusal),
        (status = 413, description = "The body is larger than 16 KiB", body = Refusal),
        (status = 415, description = "The body is of another type", body = Refusal),
        (status = 429, response = TooMany),
        (status = 503, response = Unavailable),
    )
)]
pub(super) async fn confirm(
    State(context): State<Context>,
    By(requester): By,
    Input(new): Input<NewPassword>,
) -> Result<impl IntoResponse, RestError> {
    let reset = context.auth.reset_password(&new.email, &new.reset_token, &new.new_password, &requester).await;
    let reset = reset.map_err(in_this_routes_words)?;
    let device = context.cookies.device(reset.device.as_ref()).map(|cookie| [(SET_COOKIE, cookie)]);
    Ok((device, Json(Done { email: reset.email.to_string(), message: "Password updated" })))
}

impl From<ResetRequest> for Requested {
    fn from(ResetRequest { email, token }: ResetRequest) -> Self {
        let email = email.to_string();
        match token {
            Some(token) => Self::Issued(Issued { email, reset_token: token.expose().to_owned() }),
            None => Self::Mailed(Done { email, message: "reset email sent" }),
        }
    }
}

/// The service says "password is …" of every password; the field is called `new_password` here.
fn in_this_routes_words(error: AuthError) -> RestError {
    match &error {
        AuthError::Password(fault) => RestError::new(status(&error), format!("new_{fault}")),
        _ => error.into(),
    }
}
