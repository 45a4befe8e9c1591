//! Looking after one's account.

use crate::{
    error::AppError,
    visit::{AccountView, Next},
};
use domain::Password;
use leptos::prelude::*;

/// The account as its page shows it, asked anew: a session can end while its page is open.
#[server(prefix = "/api", endpoint = "account")]
pub async fn current_account() -> Result<Option<AccountView>, AppError> {
    use crate::ssr::Context;
    let context = Context::current()?;
    context.refusing(context.account_view().await)
}

/// Ends the session of another device. Without an id it only takes the password, which has to be given first where that
/// is some time ago.
#[server(prefix = "/api", endpoint = "end-session")]
pub async fn end_session(
    #[server(default)] id: String,
    #[server(default)] current_password: Password,
) -> Result<Next, AppError> {
    use crate::{
        ssr::{Context, next},
        visit::Message,
    };
    let context = Context::current()?;
    if id.is_empty() {
        context.confirm(&current_password).await?;
        return Ok(next::account(Message::SessionsUnlocked));
    }
    context.confirm_if_given(&current_password).await?;
    context.refusing(context.auth.end_session_by_name(&context.presented(), &id, &context.requester()).await)?;
    Ok(next::account(Message::SessionEnded))
}

/// Ends all sessions but this one, with the password where that was given some time ago.
#[server(prefix = "/api", endpoint = "end-other-sessions")]
pub async fn end_other_sessions(#[server(default)] current_password: Password) -> Result<Next, AppError> {
    use crate::{
        ssr::{Context, next},
        visit::Message,
    };
    let context = Context::current()?;
    context.confirm_if_given(&current_password).await?;
    context.refusing(context.auth.end_other_sessions(&context.presented(), &context.requester()).await)?;
    Ok(next::account(Message::OtherSessionsEnded))
}

/// Takes the password once more, for what asks for it.
#[server(prefix = "/api", endpoint = "confirm-password")]
pub async fn confirm_password(#[server(default)] current_password: Password) -> Result<Next, AppError> {
    use crate::{
        ssr::{Context, next},
        visit::Message,
    };
    let context = Context::current()?;
    context.confirm(&current_password).await?;
    Ok(next::account(Message::PasswordConfirmed))
}

/// Replaces the password and ends all other sessions.
#[server(prefix = "/api", endpoint = "change-password")]
pub async fn change_password(
    #[server(default)] current_password: Password,
    #[server(default)] new_password: Password,
) -> Result<Next, AppError> {
    use crate::{
        ssr::{Context, next},
        visit::Message,
    };
    let context = Context::current()?;
    let (session_id, requester) = (context.presented(), context.requester());
    let changed = context.auth.change_password(&session_id, &current_password, &new_password, &requester).await;
    context.refusing(changed)?;
    Ok(next::account(Message::PasswordReplaced))
}

/// Removes the account and everything stored about it.
#[server(prefix = "/api", endpoint = "delete-account")]
pub async fn delete_account(
    #[server(default)] current_password: Password,
    #[server(default)] confirmation: String,
) -> Result<Next, AppError> {
    use crate::ssr::{Context, next};
    use auth::Confirmation;
    let context = Context::current()?;
    let confirmation = Confirmation { password: &current_password, email: &confirmation };
    let deleted = context.auth.delete_account(&context.presented(), &confirmation, &context.requester()).await;
    context.refusing(deleted)?;
    context.set_cookie(context.cookies.no_session());
    Ok(next::account_deleted())
}
