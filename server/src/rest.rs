//! The REST routes. A handler reads its input, calls the service and shapes the answer; it decides nothing.

pub(crate) mod connection;
pub(crate) mod error;
mod health;
mod input;
mod profile;
mod reset_password;
mod sessions;
mod users;
mod verify_email;

use crate::health::Health;
use app::ssr::Context;
use axum::{Extension, Json};
use serde::Serialize;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        Components,
        security::{ApiKey, ApiKeyValue, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The description of these routes, at `/openapi.json`; the routes themselves fill it.
#[derive(OpenApi)]
#[openapi(
    paths(greet),
    components(responses(error::CrossSite, error::TooMany, error::Unavailable)),
    modifiers(&SessionCookie),
    info(
        title = "Bienvenue",
        description = "Accounts: sign-up, sign-in, sessions, profile and password reset. Input is form data, multipart or \
                   JSON; answers are JSON; the session travels in a cookie."
    )
)]
struct Description;

/// Describes the cookie that a session travels in.
struct SessionCookie;

impl Modify for SessionCookie {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let cookie = ApiKeyValue::with_description("session_id", "In production mode, `__Host-session_id`");
        let scheme = SecurityScheme::ApiKey(ApiKey::Cookie(cookie));
        description.components.get_or_insert_with(Components::new).add_security_scheme("session", scheme);
    }
}

/// The answer to `GET /`.
#[derive(Serialize, ToSchema)]
pub(crate) struct Greeting {
    #[schema(example = "Bienvenue")]
    message: &'static str,
}

/// What happened, and to whom.
#[derive(Serialize, ToSchema)]
struct Done {
    /// The account's address, as typed when signing up.
    #[schema(example = "bob@me.com")]
    email: String,
    #[schema(example = "user created")]
    message: &'static str,
}

/// The REST routes that take no body, with their description and that of all of them together.
pub(crate) fn reading(health: Health) -> OpenApiRouter<Context> {
    let checks = OpenApiRouter::new().routes(routes!(health::alive)).routes(routes!(health::ready));
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(profile::show))
        .routes(routes!(connection::show))
        .merge(checks.layer(Extension(health)))
}

/// The REST routes that take a body, with their description.
pub(crate) fn writing() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(users::create))
        .routes(routes!(sessions::create, sessions::delete))
        .routes(routes!(reset_password::request, reset_password::confirm))
        .routes(routes!(verify_email::request, verify_email::confirm))
}

/// Greets.
#[utoipa::path(
    get, path = "/",
    responses((status = 200, description = "The greeting; the home page instead, where `Accept` prefers HTML", body = Greeting))
)]
pub(crate) async fn greet() -> Json<Greeting> {
    Json(Greeting { message: "Bienvenue" })
}
