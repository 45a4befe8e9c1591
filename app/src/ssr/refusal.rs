//! How the service's refusals look from outside: one status and one code each, on every transport.

use crate::error::AppError;
use auth::{AuthError, Rarely};
use axum::http::{HeaderValue, StatusCode};
use std::{error::Error, time::Duration};

/// The HTTP status of a refusal.
#[must_use]
pub fn status(error: &AuthError) -> StatusCode {
    match error {
        AuthError::Email(_)
        | AuthError::Password(_)
        | AuthError::EmailTaken(_)
        | AuthError::NotMeant
        | AuthError::SameEmail => StatusCode::BAD_REQUEST,
        AuthError::InvalidCredentials => StatusCode::UNAUTHORIZED,
        AuthError::UnknownEmail
        | AuthError::InvalidResetToken
        | AuthError::InvalidCode
        | AuthError::WrongPassword
        | AuthError::NotLoggedIn
        | AuthError::NotConfirmed => StatusCode::FORBIDDEN,
        AuthError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        AuthError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        AuthError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The HTTP status of a refused log-in: what can't be anyone's credentials is as unauthorized as what isn't.
#[must_use]
pub fn log_in_status(error: &AuthError) -> StatusCode {
    match error {
        AuthError::Email(_) | AuthError::Password(_) => StatusCode::UNAUTHORIZED,
        other => status(other),
    }
}

/// The value of `Retry-After` (RFC 9110, section 10.2.3), where a refusal says when to come back.
#[must_use]
pub fn retry_after_of(error: &AuthError) -> Option<HeaderValue> {
    match error {
        AuthError::TooMany { wait } => Some(retry_after(*wait).into()),
        _ => None,
    }
}

/// In whole seconds, and not too early.
fn retry_after(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX).max(1)
}

/// Writes down why an answer is "not now", but not for each of them: there are many when there are any.
pub fn note_unavailable(cause: &(dyn Error + Send + Sync)) {
    static RARELY: Rarely = Rarely::new();
    if let Some(passed_over) = RARELY.is_due() {
        tracing::warn!(%cause, passed_over, "a request could not be answered for now");
    }
}

/// The code of a refusal. What failed on our side ends here: its cause goes to the log, and no further.
pub(super) fn app_error(error: &AuthError) -> AppError {
    match error {
        AuthError::Email(error) => AppError::Email(*error),
        AuthError::Password(error) => AppError::Password(*error),
        AuthError::EmailTaken(_) => AppError::EmailTaken,
        AuthError::InvalidCredentials => AppError::InvalidCredentials,
        AuthError::UnknownEmail => AppError::UnknownEmail,
        AuthError::InvalidResetToken | AuthError::InvalidCode => AppError::InvalidCode,
        AuthError::SameEmail => AppError::SameEmail,
        AuthError::WrongPassword => AppError::WrongPassword,
        AuthError::NotLoggedIn => AppError::SignedOut,
        AuthError::NotConfirmed => AppError::NotConfirmed,
        AuthError::NotMeant => AppError::NotMeant,
        AuthError::TooMany { wait } => AppError::TooMany { seconds: retry_after(*wait) },
        AuthError::Unavailable(cause) => {
            note_unavailable(&**cause);
            AppError::Unavailable
        }
        AuthError::Internal(cause) => {
            tracing::error!(%cause, "a form could not be answered");
            AppError::Internal
        }
    }
}
