//! Who may get in: disabling accounts, and ending sessions.

use super::{EndSessions, UserError, consent, find, json, screen::Screen};
use auth::{Account, Operator, Who};
use serde_json::json;

/// What is asked for, and typed, before everybody's sessions end.
const EVERYBODY: &str = "everybody";

/// Disables an account.
pub(super) async fn disable(who: &str, operator: &Operator, screen: &mut Screen) -> Result<(), UserError> {
    let account = find(operator, who).await?;
    let ended = operator.disable(account.user.id).await?;
    let email = &account.user.email;
    let words = match ended {
        Some(ended) => format!("disabled the account {email}; sessions ended: {ended}"),
        None => format!("the account {email} was disabled before"),
    };
    let account = json::account(&now(operator, &account).await?);
    let answer = json!({ "account": account, "changed": ended.is_some(), "sessions_ended": ended.unwrap_or_default() });
    screen.answer(&answer, &words)
}

/// Enables an account.
pub(super) async fn enable(who: &str, operator: &Operator, screen: &mut Screen) -> Result<(), UserError> {
    let account = find(operator, who).await?;
    let changed = operator.enable(account.user.id).await?;
    let words = match changed {
        true => format!("enabled the account {}", account.user.email),
        false => format!("the account {} was not disabled", account.user.email),
    };
    let account = json::account(&now(operator, &account).await?);
    screen.answer(&json!({ "account": account, "changed": changed }), &words)
}

/// Ends sessions.
pub(super) async fn end_sessions(
    request: &EndSessions,
    operator: &Operator,
    screen: &mut Screen,
) -> Result<(), UserError> {
    let Some(who) = &request.who else { return end_everybodys(request.yes, operator, screen).await };
    let account = find(operator, who).await?;
    let ended = match &request.session {
        None => operator.end_sessions(account.user.id).await?,
        Some(session) if operator.end_session(account.user.id, session).await? => 1,
        Some(session) => return Err(UserError::NoSession(session.clone())),
    };
    let answer = json!({ "account": json::account(&now(operator, &account).await?), "sessions_ended": ended });
    screen.answer(&answer, &format!("sessions of {} ended: {ended}", account.user.email))
}

async fn end_everybodys(yes: bool, operator: &Operator, screen: &mut Screen) -> Result<(), UserError> {
    consent::ask("End the sessions of everybody? Type everybody:", EVERYBODY, yes, screen)?;
    let ended = operator.end_everybodys_sessions().await?;
    let answer = json!({ "people": ended.people, "sessions_ended": ended.sessions });
    screen.answer(&answer, &format!("sessions of {} people ended: {}", ended.people, ended.sessions))
}

/// The account as it is by now; as it was, if it is gone.
async fn now(operator: &Operator, account: &Account) -> Result<Account, UserError> {
    Ok(operator.find(&Who::Id(account.user.id)).await?.unwrap_or_else(|| account.clone()))
}
