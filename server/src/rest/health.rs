//! `/healthz` and `/readyz`

use crate::health::{Checks, Health};
use auth::Verdict;
use axum::{
    Extension, Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// That the process runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Alive {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether requests should be sent to this instance, and what came of each check.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// `ready` or `not ready`.
    #[schema(example = "ready")]
    status: &'static str,
    checks: Checked,
}

/// What came of each check.
#[derive(Serialize, ToSchema)]
struct Checked {
    /// It was not told to stop.
    serving: State,
    /// The database takes a change, and keeps it.
    database: State,
    /// The database's schema is that of this version.
    migrations: State,
    /// The database's file is where it was opened, and nobody has found it damaged.
    storage: State,
    /// Mails are looked for, and tried.
    mail: State,
}

/// Unknown is what could not be looked at.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Failed,
    Unknown,
}

impl From<Verdict> for State {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Ok => Self::Ok,
            Verdict::Failed => Self::Failed,
            Verdict::Unknown => Self::Unknown,
        }
    }
}

impl From<Checks> for Readiness {
    fn from(checks: Checks) -> Self {
        let Checks { is_serving, database, sends_mails } = checks;
        Self {
            status: if checks.are_passed() { "ready" } else { "not ready" },
            checks: Checked {
                serving: is_serving.into(),
                database: database.takes_changes.into(),
                migrations: database.has_our_schema.into(),
                storage: database.is_in_place.into(),
                mail: sends_mails.into(),
            },
        }
    }
}

/// Tells that the process runs: who does not answer here should be started again.
#[utoipa::path(get, path = "/healthz", responses((status = 200, description = "It runs", body = Alive)))]
pub(super) async fn alive() -> Json<Alive> {
    Json(Alive { status: "ok" })
}

/// Tells whether requests should be sent here, and why not. Causes are in the log.
#[utoipa::path(
    get, path = "/readyz",
    responses(
        (status = 200, description = "They should", body = Readiness),
        (status = 503, description = "They should not: a check failed, or it was told to stop", body = Readiness, headers(
            ("Retry-After" = u32, description = "Seconds to wait"),
        )),
    )
)]
pub(super) async fn ready(Extension(health): Extension<Health>) -> Response {
    let checks = health.check().await;
    let status = if checks.are_passed() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness::from(checks))).into_response()
}
