//! Activity is what has happened to an account lately, for its owner to look over.

use crate::Requester;
use domain::Timestamp;

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// What.
    pub kind: ActivityKind,
    /// When.
    pub happened_at: Timestamp,
    /// Who did it, as far as that is known.
    pub requester: Requester,
}

/// What can happen to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivityKind {
    /// Somebody signed in.
    SignedIn,
    /// Somebody tried to, with a wrong password.
    SignInFailed,
    /// A session was ended where it was used.
    SignedOut,
    /// A session was ended from another.
    SessionEnded,
    /// All sessions but one were ended.
    OtherSessionsEnded,
    /// The password was changed by who knew it.
    PasswordChanged,
    /// The password was replaced with a code from a mail.
    PasswordReset,
    /// Everything stored was downloaded.
    DataDownloaded,
    /// The account got another address.
    EmailChanged,
    /// The address before was put back, with a code from a mail.
    EmailRestored,
    /// An operator made the account.
    CreatedByOperator,
    /// An operator made a link by which its owner chooses a password.
    ResetLinkByOperator,
    /// An operator disabled the account.
    DisabledByOperator,
    /// An operator enabled the account again.
    EnabledByOperator,
    /// An operator ended a session.
    SessionEndedByOperator,
    /// An operator ended all sessions.
    SessionsEndedByOperator,
}

const CODES: [(ActivityKind, &str); 16] = [
    (ActivityKind::SignedIn, "signed_in"),
    (ActivityKind::SignInFailed, "sign_in_failed"),
    (ActivityKind::SignedOut, "signed_out"),
    (ActivityKind::SessionEnded, "session_ended"),
    (ActivityKind::OtherSessionsEnded, "other_sessions_ended"),
    (ActivityKind::PasswordChanged, "password_changed"),
    (ActivityKind::PasswordReset, "password_reset"),
    (ActivityKind::DataDownloaded, "data_downloaded"),
    (ActivityKind::EmailChanged, "email_changed"),
    (ActivityKind::EmailRestored, "email_restored"),
    (ActivityKind::CreatedByOperator, "created_by_operator"),
    (ActivityKind::ResetLinkByOperator, "reset_link_by_operator"),
    (ActivityKind::DisabledByOperator, "disabled_by_operator"),
    (ActivityKind::EnabledByOperator, "enabled_by_operator"),
    (ActivityKind::SessionEndedByOperator, "session_ended_by_operator"),
    (ActivityKind::SessionsEndedByOperator, "sessions_ended_by_operator"),
];

impl ActivityKind {
    /// Its name in the database and in downloads, which never changes.
    #[must_use]
    pub fn code(self) -> &'static str {
        CODES.iter().find(|(kind, _)| *kind == self).map_or("", |(_, code)| code)
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        CODES.iter().find(|(_, known)| *known == code).map(|(kind, _)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_code_of_its_own() {
        for (kind, code) in CODES {
            assert_eq!((kind.code(), ActivityKind::from_code(code)), (code, Some(kind)));
        }
        assert_eq!(ActivityKind::from_code("rumour"), None);
    }
}
