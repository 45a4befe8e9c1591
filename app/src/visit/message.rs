//! What a page is told once, by the form before it.

use super::FormId;
use crate::error::AppError;
use serde::{Deserialize, Serialize};

/// What a page is told once, by the form before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// The account is made.
    Registered,
    /// The account will be made when the address is confirmed.
    ConfirmationMailSent,
    /// The address is confirmed.
    EmailVerified,
    /// The address is confirmed, and its account has no password.
    PasswordWanted,
    /// The address of the account that is shown is confirmed.
    OwnEmailVerified,
    /// The mail to the new address is on its way.
    EmailChangeRequested,
    /// The other address is forgotten.
    EmailChangeCancelled,
    /// The address before is back, with a new password.
    EmailRestored,
    /// The reset mail is on its way.
    ResetMailSent,
    /// The new password is set.
    PasswordChanged,
    /// The password was given once more, to end sessions.
    SessionsUnlocked,
    /// Another device's session has ended.
    SessionEnded,
    /// All sessions but this one have ended.
    OtherSessionsEnded,
    /// The password was given once more.
    PasswordConfirmed,
    /// The password was replaced by who knew it.
    PasswordReplaced,
    /// The account is gone.
    AccountDeleted,
    /// This form was refused.
    Refused(FormId, AppError),
}

impl Message {
    /// The form that it is shown at: the one that was refused, or the one that comes next.
    #[must_use]
    pub fn form(&self) -> Option<FormId> {
        match self {
            Self::Registered | Self::PasswordChanged | Self::EmailVerified | Self::EmailRestored => Some(FormId::LogIn),
            Self::ConfirmationMailSent => Some(FormId::VerifyEmail),
            Self::PasswordWanted => Some(FormId::ForgotPassword),
            Self::OwnEmailVerified | Self::EmailChangeRequested | Self::EmailChangeCancelled => {
                Some(FormId::ChangeEmail)
            }
            Self::ResetMailSent => Some(FormId::ResetPassword),
            Self::SessionsUnlocked | Self::SessionEnded => Some(FormId::EndSession),
            Self::OtherSessionsEnded => Some(FormId::EndOtherSessions),
            Self::PasswordConfirmed => Some(FormId::ConfirmPassword),
            Self::PasswordReplaced => Some(FormId::ChangePassword),
            Self::AccountDeleted => None,
            Self::Refused(form, _) => Some(*form),
        }
    }

    /// Whether it is shown at one of these forms.
    pub(crate) fn is_for(&self, forms: &[FormId]) -> bool {
        self.form().is_some_and(|form| forms.contains(&form))
    }

    /// Why its form was refused.
    pub(crate) fn refusal(&self) -> Option<AppError> {
        match self {
            Self::Refused(_, error) => Some(*error),
            _ => None,
        }
    }
}

/// A message for one page, with the e-mail address that was typed, so that nobody has to type it twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The path of the page that it is for; no other shows it.
    pub page: String,
    /// What to tell.
    pub message: Message,
    /// The address, empty where there is none.
    pub email: String,
}

impl Flash {
    /// A message for the page at this path, without an address.
    #[must_use]
    pub fn on(page: &str, message: Message) -> Self {
        Self { page: page.to_owned(), message, email: String::new() }
    }

    /// What has been done, in a person's words; `None` for a refusal, which its form words.
    pub(crate) fn words(&self) -> Option<String> {
        let email = &self.email;
        let words = match self.message {
            Message::Registered => "Your account is ready. Sign in to use it.".to_owned(),
            Message::ResetMailSent | Message::ConfirmationMailSent => {
                format!("We have sent a mail to {email}. Follow its link, or enter its code here.")
            }
            Message::EmailVerified => format!("{email} is confirmed. Sign in with it."),
            Message::PasswordWanted => {
                format!(
                    "{email} is confirmed. More than one sign-up came for it, so no password was kept. Ask for a mail \
                     to choose yours."
                )
            }
            Message::OwnEmailVerified => format!("{email} is confirmed."),
            Message::EmailChangeRequested => format!("We have sent a mail to {email}. Follow its link to confirm it."),
            Message::EmailChangeCancelled => "Your address stays as it is.".to_owned(),
            Message::EmailRestored => {
                format!(
                    "The account belongs to {email} again, and all sessions have ended. Sign in with your new password."
                )
            }
            Message::PasswordChanged => {
                format!("The new password of {email} is set, and all sessions have ended. Sign in with it.")
            }
            Message::SessionEnded => "That session has ended.".to_owned(),
            Message::OtherSessionsEnded => "All other sessions have ended.".to_owned(),
            Message::SessionsUnlocked | Message::PasswordConfirmed => "Thank you. You can go on now.".to_owned(),
            Message::PasswordReplaced => "Your new password is set, and all other sessions have ended.".to_owned(),
            Message::AccountDeleted => {
                "Your account is gone, with everything that was stored about you. Good-bye!".to_owned()
            }
            Message::Refused(..) => return None,
        };
        Some(words)
    }
}
