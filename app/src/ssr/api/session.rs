//! Signing in, being recognised, signing out.

use crate::{error::AppError, visit::Next};
use domain::Password;
use leptos::prelude::*;

/// Signs in; the page that was wanted before comes next.
#[server(prefix = "/api", endpoint = "login")]
pub async fn log_in(
    #[server(default)] email: String,
    #[server(default)] password: Password,
    #[server(default)] next: String,
) -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    let context = Context::current()?;
    let log_in = context.log_in(&email, &password, context.session_id(), &context.requester()).await;
    let log_in = context.refusing_log_in(log_in)?;
    context.cookies.of_log_in(&log_in).for_each(|cookie| context.set_cookie(cookie));
    // Who is signed in is so, whatever becomes of this: the page asks for it when it is not there.
    let account = context.account_of(log_in.token.expose()).await.ok().flatten();
    Ok(next::logged_in(&log_in.user, &next, account))
}

/// Signs out on this device. Who is signed out already has what they wanted.
#[server(prefix = "/api", endpoint = "logout")]
pub async fn log_out() -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    let context = Context::current()?;
    context.end_session().await?;
    Ok(next::logged_out())
}
