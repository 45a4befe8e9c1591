//! Refusals, as JSON.

use app::ssr::{log_in_status, note_unavailable, retry_after_of, status};
use auth::AuthError;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::{ToResponse, ToSchema};

/// Why a request was refused.
#[derive(Serialize, ToSchema)]
pub(crate) struct Refusal {
    /// What is wrong; where it is about a field, which.
    #[schema(example = "password is missing")]
    message: String,
}

/// Not now: the database can't be reached or has too much to do.
#[derive(ToResponse)]
#[response(description = "Not now; the same request is right again after `Retry-After`", headers(
    ("Retry-After" = u32, description = "Seconds to wait"),
))]
#[expect(dead_code, reason = "it is only described, never made")]
pub(super) struct Unavailable(#[to_schema] Refusal);

/// Too many attempts.
#[derive(ToResponse)]
#[response(description = "Too many attempts; more are answered after `Retry-After`", headers(
    ("Retry-After" = u32, description = "Seconds to wait"),
))]
#[expect(dead_code, reason = "it is only described, never made")]
pub(super) struct TooMany(#[to_schema] Refusal);

/// A form or script of another site sends it.
#[derive(ToResponse)]
#[response(description = "The request comes from another site")]
#[expect(dead_code, reason = "it is only described, never made")]
pub(super) struct CrossSite(#[to_schema] Refusal);

/// A refusal on its way to the client.
pub(super) struct RestError {
    status: StatusCode,
    message: String,
    retry_after: Option<HeaderValue>,
}

/// An answer of ours that says no.
pub(crate) fn message(status: StatusCode, message: impl Into<String>) -> Response {
    (status, Json(Refusal { message: message.into() })).into_response()
}

impl RestError {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), retry_after: None }
    }

    /// No such session.
    pub(super) fn not_logged_in() -> Self {
        Self::new(StatusCode::FORBIDDEN, "not logged in")
    }

    /// To log in with what can't be read is as unauthorized as to log in with what is wrong.
    pub(super) fn unauthorized_if_bad(self) -> Self {
        match self.status {
            StatusCode::BAD_REQUEST => Self { status: StatusCode::UNAUTHORIZED, ..self },
            _ => self,
        }
    }

    /// A refused log-in.
    pub(super) fn log_in(error: &AuthError) -> Self {
        Self { retry_after: retry_after_of(error), ..Self::new(log_in_status(error), text(error)) }
    }
}

impl From<AuthError> for RestError {
    fn from(error: AuthError) -> Self {
        Self { retry_after: retry_after_of(&error), ..Self::new(status(&error), text(&error)) }
    }
}

impl IntoResponse for RestError {
    fn into_response(self) -> Response {
        let retry_after = self.retry_after.map(|seconds| [(RETRY_AFTER, seconds)]);
        (retry_after, message(self.status, self.message)).into_response()
    }
}

/// What failed on our side ends here: its cause goes to the log, and no further.
fn text(error: &AuthError) -> String {
    match error {
        AuthError::EmailTaken(_) => "email already registered".into(),
        AuthError::Unavailable(cause) => {
            note_unavailable(&**cause);
            error.to_string()
        }
        AuthError::Internal(cause) => {
            tracing::error!(%cause, "a request could not be answered");
            error.to_string()
        }
        _ => error.to_string(),
    }
}
