//! Judging a new password while it is being typed.

use crate::error::AppError;
use domain::{Password, Strength};
use leptos::prelude::*;

/// Estimates how hard a new password would be to guess; `None` when that can't be said now. Nothing of it is kept.
#[server(prefix = "/api", endpoint = "password-strength")]
pub async fn password_strength(
    #[server(default)] password: Password,
    #[server(default)] email: String,
) -> Result<Option<Strength>, AppError> {
    use crate::ssr::Context;
    Ok(Context::current()?.auth.password_strength(password, email).await)
}
