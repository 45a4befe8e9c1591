//! Looking people up.

use super::{List, UserError, accounts::address, find, json, screen::Screen, text};
use auth::{Listing, Operator};

/// Lists accounts, as they are read: any number fits into memory.
pub(super) async fn list(request: &List, operator: &Operator, screen: &mut Screen) -> Result<(), UserError> {
    let after = request.after.as_deref().map(address).transpose()?;
    let mut listing = Listing::new(request.search.clone(), after, request.limit);
    let mut is_read = screen.json || screen.line(text::ACCOUNTS)?;
    while is_read {
        let accounts = operator.next(&mut listing).await?;
        if accounts.is_empty() {
            break;
        }
        for account in &accounts {
            let line = if screen.json { json::account(account).to_string() } else { text::account(account) };
            is_read = is_read && screen.line(&line)?;
        }
    }
    screen.flush().map(drop)
}

/// Shows one account.
pub(super) async fn show(who: &str, operator: &Operator, screen: &mut Screen) -> Result<(), UserError> {
    let details = operator.look(find(operator, who).await?).await?;
    screen.answer(&json::details(&details), &text::details(&details))
}

/// Lists the sessions of one account.
pub(super) async fn sessions(who: &str, operator: &Operator, screen: &mut Screen) -> Result<(), UserError> {
    let details = operator.look(find(operator, who).await?).await?;
    if !screen.json {
        screen.line(text::SESSIONS)?;
    }
    for session in &details.sessions {
        let line = if screen.json { json::session(session).to_string() } else { text::session(session) };
        screen.line(&line)?;
    }
    screen.flush().map(drop)
}
