//! The answers as people read them. What has no fixed width comes last, so that rows of any number stand in line.

use app::ssr::rfc3339;
use auth::{Account, AccountDetails, Activity, Device, Requester};

/// The heads of the columns of [`account`].
pub(super) const ACCOUNTS: &str =
    "CREATED               CONFIRMED  DISABLED  SESSIONS  ID                                    ADDRESS";
/// The heads of the columns of [`session`].
pub(super) const SESSIONS: &str =
    "ID                                    BEGAN                 LAST SEEN             DEVICE, NETWORK";

/// A row about an account.
pub(super) fn account(account: &Account) -> String {
    let (confirmed, disabled) = (yes_or_no(account.is_verified), yes_or_no(account.disabled_at.is_some()));
    let (created, user) = (rfc3339(account.user.created_at), &account.user);
    let sessions = account.sessions;
    format!("{created:20}  {confirmed:9}  {disabled:8}  {sessions:>8}  {:36}  {}", user.id.to_string(), user.email)
}

/// A row about a session.
pub(super) fn session(device: &Device) -> String {
    let (began, seen) = (rfc3339(device.created_at), rfc3339(device.last_seen_at));
    format!("{:36}  {began:20}  {seen:20}  {}", device.id.to_string(), place(&device.requester))
}

/// Everything about one account.
pub(super) fn details(details: &AccountDetails) -> String {
    let AccountDetails { account, sessions, activities } = details;
    let disabled = account.disabled_at.map_or("no".to_owned(), |since| format!("since {}", rfc3339(since)));
    let mut lines = vec![
        format!("Address    {}", account.user.email),
        format!("Id         {}", account.user.id),
        format!("Created    {}", rfc3339(account.user.created_at)),
        format!("Confirmed  {}", yes_or_no(account.is_verified)),
        format!("Disabled   {disabled}"),
        String::new(),
    ];
    lines.push(match sessions[..] {
        [] => "No sessions".to_owned(),
        _ => SESSIONS.to_owned(),
    });
    lines.extend(sessions.iter().map(session));
    lines.push(String::new());
    lines.push(match activities[..] {
        [] => "Nothing has happened in the last 90 days".to_owned(),
        _ => "WHEN                  WHAT                        DEVICE, NETWORK".to_owned(),
    });
    lines.extend(activities.iter().map(activity));
    lines.join("\n")
}

fn activity(activity: &Activity) -> String {
    let (when, what) = (rfc3339(activity.happened_at), activity.kind.code());
    format!("{when:20}  {what:26}  {}", place(&activity.requester))
}

fn place(requester: &Requester) -> String {
    let known = [requester.device(), requester.network()];
    match known.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>()[..] {
        [] => "unknown".to_owned(),
        ref words => words.join(", "),
    }
}

fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}
