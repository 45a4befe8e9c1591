//! An account as its page shows it, and as it is downloaded.

use super::{
    By, Context,
    page::see_other,
    refusal::app_error,
    viewer,
    words::{instant, rfc3339},
};
use crate::{
    routes,
    visit::{AccountView, DeviceView, Flash, FormId, Happening, Message},
};
use auth::{AccountData, AccountExport, Activity, ActivityKind, AuthError, CurrentSession, Device};
use axum::{
    Json,
    extract::State,
    http::{
        HeaderMap,
        header::{CONTENT_DISPOSITION, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// The account of this session, as its page shows it; `None` when the session has ended.
///
/// # Errors
/// When the database fails.
pub(crate) async fn view(context: &Context, session_id: &str) -> Result<Option<AccountView>, AuthError> {
    match context.auth.overview(session_id).await {
        Ok(data) => Ok(Some(view_of(&data))),
        Err(AuthError::NotLoggedIn) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Everything stored about a person, as a file. A POST, because it is written down, and asks for the password unless
/// that was given lately.
pub async fn download(State(context): State<Context>, By(requester): By, headers: HeaderMap) -> Response {
    let session_id = context.cookies.session_id(&headers).unwrap_or_default();
    match context.auth.export(&session_id, &requester).await {
        Ok(data) => {
            let name = "attachment; filename=\"bienvenue-account.json\"";
            ([(CONTENT_DISPOSITION, name)], Json(file(&data))).into_response()
        }
        Err(error) => {
            let flash = Flash::on(routes::ACCOUNT, Message::Refused(FormId::ConfirmPassword, app_error(&error)));
            let cookie = context.cookies.flash(&flash).map(|cookie| [(SET_COOKIE, cookie)]);
            (cookie, see_other(routes::ACCOUNT.to_owned())).into_response()
        }
    }
}

fn view_of(data: &AccountData) -> AccountView {
    let session = &data.session;
    AccountView {
        viewer: viewer::of(&session.user),
        is_verified: data.is_verified,
        awaited_email: data.awaited_email.as_ref().map(ToString::to_string).unwrap_or_default(),
        confirmed: session.confirmed,
        devices: data.devices.iter().map(|device| device_of(session, device)).collect(),
        happenings: data.activities.iter().map(happening).collect(),
    }
}

/// A session as people and operators get it in JSON.
#[must_use]
pub fn session_json(device: &Device) -> Value {
    json!({
        "id": device.id.to_string(),
        "device": device.requester.device(),
        "network": device.requester.network(),
        "created_at": rfc3339(device.created_at),
        "last_seen_at": rfc3339(device.last_seen_at),
    })
}

fn device_of(session: &CurrentSession, device: &Device) -> DeviceView {
    DeviceView {
        id: device.id.to_string(),
        name: device.requester.device().to_owned(),
        network: device.requester.network().to_owned(),
        begun: instant(device.created_at),
        last_seen: instant(device.last_seen_at),
        is_this: device.id == session.id,
    }
}

fn happening(activity: &Activity) -> Happening {
    Happening {
        what: what(activity.kind).to_owned(),
        when: instant(activity.happened_at),
        name: activity.requester.device().to_owned(),
        network: activity.requester.network().to_owned(),
    }
}

fn what(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::SignedIn => "Signed in",
        ActivityKind::SignInFailed => "Wrong password given",
        ActivityKind::SignedOut => "Signed out",
        ActivityKind::SessionEnded => "Ended a session",
        ActivityKind::OtherSessionsEnded => "Ended all other sessions",
        ActivityKind::PasswordChanged => "Changed the password",
        ActivityKind::PasswordReset => "Chose a new password by mail",
        ActivityKind::DataDownloaded => "Downloaded the account's data",
        ActivityKind::EmailChanged => "Changed the e-mail address",
        ActivityKind::EmailRestored => "Took the account back by mail",
        ActivityKind::CreatedByOperator => "Account made by an operator",
        ActivityKind::ResetLinkByOperator => "Link to choose a password made by an operator",
        ActivityKind::DisabledByOperator => "Account disabled by an operator",
        ActivityKind::EnabledByOperator => "Account enabled again by an operator",
        ActivityKind::SessionEndedByOperator => "Session ended by an operator",
        ActivityKind::SessionsEndedByOperator => "All sessions ended by an operator",
    }
}

/// The file's format is described in `docs/account-data.md`.
fn file(export: &AccountExport) -> Value {
    let data = &export.data;
    let former = export.former_emails.iter().map(|former| {
        json!({
            "email": former.email.as_str(),
            "changed_at": rfc3339(former.changed_at),
            "kept_until": rfc3339(former.kept_until),
        })
    });
    let mails = export
        .mails
        .iter()
        .map(|mail| json!({ "kind": mail.kind, "to": mail.to.as_str(), "created_at": rfc3339(mail.created_at) }));
    let devices = data.devices.iter().map(session_json);
    let activity = data.activities.iter().map(|activity| {
        json!({
            "kind": activity.kind.code(),
            "happened_at": rfc3339(activity.happened_at),
            "device": activity.requester.device(),
            "network": activity.requester.network(),
        })
    });
    let user = &data.session.user;
    json!({
        "format": "bienvenue-account/1",
        "account": {
            "id": user.id.to_string(),
            "email": user.email.as_str(),
            "email_verified": data.is_verified,
            "awaited_email": data.awaited_email.as_ref().map(|email| email.as_str()),
            "created_at": rfc3339(user.created_at),
        },
        "sessions": devices.collect::<Vec<_>>(),
        "activity": activity.collect::<Vec<_>>(),
        "former_emails": former.collect::<Vec<_>>(),
        "mails": mails.collect::<Vec<_>>(),
    })
}
