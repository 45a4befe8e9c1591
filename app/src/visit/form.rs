//! The forms, and what comes after each.

use super::{AccountView, Flash, Viewer};
use serde::{Deserialize, Serialize};

/// Which form something is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormId {
    /// Sign up.
    Register,
    /// Sign in.
    LogIn,
    /// Sign out.
    LogOut,
    /// Ask for a reset mail.
    ForgotPassword,
    /// Choose a new password.
    ResetPassword,
    /// Confirm an address.
    VerifyEmail,
    /// Ask for the mail once more that lets one confirm an address.
    ResendVerification,
    /// Ask for another address.
    ChangeEmail,
    /// Forget the other address that was asked for.
    CancelEmailChange,
    /// Put the address before back.
    UndoEmailChange,
    /// End another device's session.
    EndSession,
    /// End all sessions but this one.
    EndOtherSessions,
    /// Give the password once more.
    ConfirmPassword,
    /// Replace the password.
    ChangePassword,
    /// Delete the account.
    DeleteAccount,
}

impl FormId {
    /// Every form.
    pub const ALL: [Self; 15] = [
        Self::Register,
        Self::LogIn,
        Self::LogOut,
        Self::ForgotPassword,
        Self::ResetPassword,
        Self::VerifyEmail,
        Self::ResendVerification,
        Self::ChangeEmail,
        Self::CancelEmailChange,
        Self::UndoEmailChange,
        Self::EndSession,
        Self::EndOtherSessions,
        Self::ConfirmPassword,
        Self::ChangePassword,
        Self::DeleteAccount,
    ];

    /// The address of the server function that the form is sent to.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Register => "/api/register",
            Self::LogIn => "/api/login",
            Self::LogOut => "/api/logout",
            Self::ForgotPassword => "/api/forgot-password",
            Self::ResetPassword => "/api/reset-password",
            Self::VerifyEmail => "/api/verify-email",
            Self::ResendVerification => "/api/resend-verification",
            Self::ChangeEmail => "/api/change-email",
            Self::CancelEmailChange => "/api/cancel-email-change",
            Self::UndoEmailChange => "/api/undo-email-change",
            Self::EndSession => "/api/end-session",
            Self::EndOtherSessions => "/api/end-other-sessions",
            Self::ConfirmPassword => "/api/confirm-password",
            Self::ChangePassword => "/api/change-password",
            Self::DeleteAccount => "/api/delete-account",
        }
    }
}

/// Who is signed in after a form did its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignedIn {
    /// The same as before.
    Unchanged,
    /// This person.
    As(Viewer),
    /// Nobody.
    Nobody,
}

/// What a form that did its work wants next. The browser follows it by itself; without JavaScript, the server turns it
/// into a redirect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// The path of the page to show, on this site.
    pub to: String,
    /// Who is signed in now.
    pub signed_in: SignedIn,
    /// What that page is told.
    pub flash: Option<Flash>,
    /// Their account, where that page shows it.
    pub account: Option<AccountView>,
}
