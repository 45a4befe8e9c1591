//! Signing up.

use crate::{error::AppError, visit::Next};
use domain::Password;
use leptos::prelude::*;

/// Signs up; the sign-in page comes next or, in production, the one that takes the code from the mail.
#[server(prefix = "/api", endpoint = "register")]
pub async fn register(
    #[server(default)] email: String,
    #[server(default)] password: Password,
    #[server(default)] next: String,
) -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    let context = Context::current()?;
    let email = context.refusing(context.auth.sign_up(&email, &password, &context.requester()).await)?;
    Ok(next::signed_up(context.auth.mode(), &email, &next))
}
