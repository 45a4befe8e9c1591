//! `/verify_email`

use super::{
    Done,
    error::{CrossSite, Refusal, RestError, TooMany, Unavailable},
    input::Input,
};
use app::ssr::{By, Context};
use axum::{Json, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;

/// To whoever owns an address that more than one person signed up with.
const CHOOSE_PASSWORD: &str =
    "email verified; more than one sign-up came for it, so no password was kept: choose one with /reset_password";

/// An address that waits to be confirmed.
#[derive(Deserialize, ToSchema)]
pub(super) struct Unverified {
    #[schema(format = Email, max_length = 254, example = "bob@me.com")]
    email: String,
}

/// What the mail to an address brings.
#[derive(Deserialize, ToSchema)]
pub(super) struct Verification {
    #[schema(format = Email, max_length = 254, example = "bob@me.com")]
    email: String,
    /// The code, or what stands as `code` in the link.
    #[schema(example = "K7MP-3XWR")]
    code: String,
}

/// Mails once more how to confirm an address, if that is awaited; at most once a minute.
#[utoipa::path(
    post, path = "/verify_email",
    request_body(content(
        (Unverified = "application/x-www-form-urlencoded"),
        (Unverified = "multipart/form-data"),
        (Unverified = "application/json"),
    )),
    responses(
        (status = 200, description = "A mail is sent, if the address waits for one", body = Done),
        (status = 400, description = "The address can't be one", body = Refusal),
        (status = 403, response = CrossSite),
        (status = 413, description = "The body is larger than 16 KiB", body = Refusal),
        (status = 415, description = "The body is of another type", body = Refusal),
        (status = 429, response = TooMany),
        (status = 503, response = Unavailable),
    )
)]
pub(super) async fn request(
    State(context): State<Context>,
    By(requester): By,
    Input(unverified): Input<Unverified>,
) -> Result<Json<Done>, RestError> {
    let email = context.auth.resend_confirmation(&unverified.email, &requester).await?;
    Ok(Json(Done { email: email.to_string(), message: "verification email sent" }))
}

/// Confirms an address: its account is made, or has this address from now on.
#[utoipa::path(
    put, path = "/verify_email",
    request_body(content(
        (Verification = "application/x-www-form-urlencoded"),
        (Verification = "multipart/form-data"),
        (Verification = "application/json"),
    )),
    responses(
        (status = 200, description = "The address is confirmed; the message says if a password is to be chosen", body = Done),
        (status = 400, description = "The address can't be one, or got an account meanwhile", body = Refusal),
        (status = 403, description = "The code is not good (any more), or not of this address, or the request comes from another site", body = Refusal),
        (status = 413, description = "The body is larger than 16 KiB", body = Refusal),
        (status = 415, description = "The body is of another type", body = Refusal),
        (status = 429, response = TooMany),
        (status = 503, response = Unavailable),
    )
)]
pub(super) async fn confirm(
    State(context): State<Context>,
    By(requester): By,
    Input(verification): Input<Verification>,
) -> Result<Json<Done>, RestError> {
    let confirmed = context.auth.confirm_email(Some(&verification.email), &verification.code, &requester).await?;
    let message = if confirmed.has_password { "email verified" } else { CHOOSE_PASSWORD };
    Ok(Json(Done { email: confirmed.email.to_string(), message }))
}
