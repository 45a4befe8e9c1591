//! What comes after a form that did its work.

use super::{Named, Receive, Received};
use crate::visit::{Flash, FormId, Message, Next, SignedIn};

named!(FormId:
    Register LogIn LogOut ForgotPassword ResetPassword VerifyEmail ResendVerification ChangeEmail CancelEmailChange
    UndoEmailChange EndSession EndOtherSessions ConfirmPassword ChangePassword DeleteAccount);

named!(Message:
    Registered ConfirmationMailSent EmailVerified PasswordWanted OwnEmailVerified EmailChangeRequested
    EmailChangeCancelled EmailRestored ResetMailSent PasswordChanged SessionsUnlocked SessionEnded OtherSessionsEnded
    PasswordConfirmed PasswordReplaced AccountDeleted; Self::Refused(..));

named!(SignedIn: Unchanged Nobody; Self::As(_));

impl Receive for Message {
    fn receive(from: &Received) -> Option<Self> {
        match from.variant()? {
            (name, held) if name == "Refused" => Some(Self::Refused(held.item(0)?, held.item(1)?)),
            (name, _) => Self::named(&name),
        }
    }
}

fields!(Flash: page message email);

impl Receive for SignedIn {
    fn receive(from: &Received) -> Option<Self> {
        match from.variant()? {
            (name, held) if name == "As" => Some(Self::As(held.read()?)),
            (name, _) => Self::named(&name),
        }
    }
}

fields!(Next: to signed_in flash account);
