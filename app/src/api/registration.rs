//! Signing up.

use crate::{error::AppError, visit::Next};
use domain::Password;
use leptos::prelude::*;

/// Makes an account; the sign-in page comes next.
#[server(prefix = "/api", endpoint = "register")]
pub async fn register(
    #[server(default)] email: String,
    #[server(default)] password: Password,
    #[server(default)] next: String,
) -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    let context = Context::current()?;
    let user = context.refusing(context.auth.register_user(&email, &password).await)?;
    Ok(next::registered(&user, &next))
}
