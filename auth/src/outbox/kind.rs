//! Kinds of mails: what each is called where it is stored, and how long it is worth sending.

use crate::db::CodeOf;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = MINUTE.saturating_mul(24 * 60);

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailKind {
    /// Choose a new password.
    PasswordReset,
    /// Confirm the address that an account is to be made for.
    ConfirmAddress,
    /// Confirm the address that an account is to have from now on.
    ConfirmNewAddress,
    /// Somebody wanted an account for an address that has one.
    AlreadyRegistered,
    /// The account has another address: to the old one, from which that can be undone.
    AddressChanged,
    /// The account has another address: to the new one.
    AddressIsNew,
    /// The password was changed.
    PasswordChanged,
    /// Somebody signed in from where nobody had before.
    NewDevice,
    /// The account is gone.
    AccountDeleted,
}

const CODES: [(MailKind, &str); 9] = [
    (MailKind::PasswordReset, "password_reset"),
    (MailKind::ConfirmAddress, "confirm_address"),
    (MailKind::ConfirmNewAddress, "confirm_new_address"),
    (MailKind::AlreadyRegistered, "already_registered"),
    (MailKind::AddressChanged, "address_changed"),
    (MailKind::AddressIsNew, "address_is_new"),
    (MailKind::PasswordChanged, "password_changed"),
    (MailKind::NewDevice, "new_device"),
    (MailKind::AccountDeleted, "account_deleted"),
];

impl MailKind {
    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        CODES.iter().find(|(kind, _)| *kind == self).map_or("", |(_, code)| code)
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        CODES.iter().find(|(_, known)| *known == code).map(|(kind, _)| *kind)
    }

    /// What the token and the code are for that it brings; `None` where it brings none.
    pub(crate) fn secrets(self) -> Option<CodeOf> {
        match self {
            Self::PasswordReset => Some(CodeOf::PasswordReset),
            Self::ConfirmAddress | Self::ConfirmNewAddress => Some(CodeOf::EmailConfirmation),
            Self::AddressChanged => Some(CodeOf::EmailUndo),
            Self::AlreadyRegistered
            | Self::AddressIsNew
            | Self::PasswordChanged
            | Self::NewDevice
            | Self::AccountDeleted => None,
        }
    }

    /// How long what it brings can be used, and it is worth sending.
    pub(crate) fn lifetime(self) -> Duration {
        match self {
            // Short, because mail lies around.
            Self::PasswordReset => MINUTE.saturating_mul(30),
            Self::ConfirmAddress | Self::ConfirmNewAddress => DAY,
            _ => DAY.saturating_mul(7),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_stored_under_a_name_of_its_own() {
        for (kind, code) in CODES {
            assert_eq!((kind.code(), MailKind::from_code(code)), (code, Some(kind)));
        }
        assert_eq!(MailKind::from_code("love_letter"), None);
    }
}
