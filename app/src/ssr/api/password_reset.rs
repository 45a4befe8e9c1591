//! Forgetting a password and choosing a new one.

use crate::{error::AppError, visit::Next};
use domain::Password;
use leptos::prelude::*;

/// Mails a reset code; the page that takes it comes next.
#[server(prefix = "/api", endpoint = "forgot-password")]
pub async fn forgot_password(#[server(default)] email: String) -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    let context = Context::current()?;
    let request = context.refusing(context.auth.request_password_reset(&email, &context.requester()).await)?;
    Ok(next::reset_mail_sent(&request.email))
}

/// Sets a new password with the code from the mail and ends all sessions of its owner; the sign-in page comes next, so
/// whoever else was signed in here is signed out first.
#[server(prefix = "/api", endpoint = "reset-password")]
pub async fn reset_password(
    #[server(default)] email: String,
    #[server(default)] reset_token: String,
    #[server(default)] new_password: Password,
) -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    let context = Context::current()?;
    let requester = context.requester();
    let reset = context.auth.reset_password(&email, &reset_token, &new_password, &requester).await;
    let reset = context.refusing(reset)?;
    context.end_session().await?;
    context.cookies.device(reset.device.as_ref()).into_iter().for_each(|cookie| context.set_cookie(cookie));
    Ok(next::password_changed(&reset.email))
}
