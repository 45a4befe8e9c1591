//! The answers as JSON, which `docs/users.md` describes.

pub(super) use app::ssr::session_json as session;

use app::ssr::rfc3339;
use auth::{Account, AccountDetails, Activity, ResetLink};
use serde_json::{Value, json};

pub(super) fn account(account: &Account) -> Value {
    json!({
        "id": account.user.id.to_string(),
        "email": account.user.email.as_str(),
        "email_verified": account.is_verified,
        "created_at": rfc3339(account.user.created_at),
        "disabled_at": account.disabled_at.map(rfc3339),
        "sessions": account.sessions,
    })
}

pub(super) fn details(details: &AccountDetails) -> Value {
    json!({
        "account": account(&details.account),
        "sessions": details.sessions.iter().map(session).collect::<Vec<_>>(),
        "activity": details.activities.iter().map(activity).collect::<Vec<_>>(),
    })
}

pub(super) fn link(link: &ResetLink) -> Value {
    json!({ "url": link.url, "expires_at": rfc3339(link.expires_at) })
}

fn activity(activity: &Activity) -> Value {
    json!({
        "kind": activity.kind.code(),
        "happened_at": rfc3339(activity.happened_at),
        "device": activity.requester.device(),
        "network": activity.requester.network(),
    })
}
