//! Confirming an address, changing it, and taking that back.

use crate::{error::AppError, visit::Next};
use domain::Password;
use leptos::prelude::*;

/// Confirms an address with the code from the mail. Who is signed in with it sees their account; everybody else signs in
/// next, so whoever else was signed in here is signed out first.
#[server(prefix = "/api", endpoint = "verify-email")]
pub async fn verify_email(#[server(default)] email: String, #[server(default)] code: String) -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    let context = Context::current()?;
    let confirmed = context.auth.confirm_email(Some(&email), &code, &context.requester()).await;
    let auth::ConfirmedEmail { email, has_password } = context.refusing(confirmed)?;
    let account = context.refusing(context.account_view().await)?;
    if let Some(account) = account.filter(|account| account.viewer.email == email.as_str()) {
        return Ok(next::own_email_verified(&email, account));
    }
    context.end_session().await?;
    Ok(if has_password { next::email_verified(&email) } else { next::password_wanted(&email) })
}

/// Mails once more how to confirm an address, if that is awaited.
#[server(prefix = "/api", endpoint = "resend-verification")]
pub async fn resend_verification(#[server(default)] email: String) -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    let context = Context::current()?;
    let email = context.refusing(context.auth.resend_confirmation(&email, &context.requester()).await)?;
    Ok(next::confirmation_mail_sent(&email))
}

/// Asks for another address, which becomes the account's when it is confirmed.
#[server(prefix = "/api", endpoint = "change-email")]
pub async fn change_email(
    #[server(default)] new_email: String,
    #[server(default)] current_password: Password,
) -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    let context = Context::current()?;
    let (session_id, requester) = (context.presented(), context.requester());
    let requested = context.auth.request_email_change(&session_id, &new_email, &current_password, &requester).await;
    Ok(next::email_change_requested(&context.refusing(requested)?))
}

/// Forgets the other address that was asked for.
#[server(prefix = "/api", endpoint = "cancel-email-change")]
pub async fn cancel_email_change() -> Result<Next, AppError> {
    use crate::{
        ssr::{Context, next},
        visit::Message,
    };
    let context = Context::current()?;
    context.refusing(context.auth.cancel_email_change(&context.presented()).await)?;
    Ok(next::account(Message::EmailChangeCancelled))
}

/// Puts the address before back, with the code that was mailed to it and a new password; the sign-in page comes next.
#[server(prefix = "/api", endpoint = "undo-email-change")]
pub async fn undo_email_change(
    #[server(default)] email: String,
    #[server(default)] code: String,
    #[server(default)] new_password: Password,
) -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    let context = Context::current()?;
    let requester = context.requester();
    let restored = context.auth.undo_email_change(&email, &code, &new_password, &requester).await;
    let email = context.refusing(restored)?;
    context.end_session().await?;
    Ok(next::email_restored(&email))
}
