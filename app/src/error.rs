//! What a form may be told when it is refused: a closed set of codes, safe to travel anywhere.

use domain::{EmailError, PasswordError};
use serde::{Deserialize, Serialize};

/// Why a form was refused. No e-mail address, no token and no cause is in it, so no text of a stranger's making can
/// appear on our pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// The e-mail address can't be used.
    Email(EmailError),
    /// The password can't be used.
    Password(PasswordError),
    /// The address has an account.
    EmailTaken,
    /// Wrong password, or no such account.
    InvalidCredentials,
    /// No account has this address.
    UnknownEmail,
    /// The code from the mail is not good, or not any more.
    InvalidCode,
    /// No code was entered.
    CodeMissing,
    /// The new address is the account's already.
    SameEmail,
    /// The current password, asked for once more, is wrong.
    WrongPassword,
    /// The session has ended.
    SignedOut,
    /// The password has to be given once more.
    NotConfirmed,
    /// The address that shows that one means it was not typed.
    NotMeant,
    /// What arrived could not be read.
    Unreadable,
    /// What arrived is larger than any form of ours.
    TooLarge,
    /// Too much was asked for.
    TooMany {
        /// After so long, some of it can be asked for again.
        seconds: u32,
    },
    /// Not now: we have too much to do, or our database is away.
    Unavailable,
    /// Our fault.
    Internal,
    /// The browser could not reach the server.
    Unreachable,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The address that names an account.
    Email,
    /// The password of who signs in or signs up.
    Password,
    /// The password that takes the place of another.
    NewPassword,
    /// The password that was good until now, or is asked for once more.
    CurrentPassword,
    /// The address that an account is to have from now on.
    NewEmail,
    /// The code from a reset mail.
    ResetToken,
    /// The code from a mail about an address.
    Code,
    /// What shows that one means it.
    Confirmation,
}

impl Field {
    /// Its name in HTML and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Password => "password",
            Self::NewPassword => "new_password",
            Self::CurrentPassword => "current_password",
            Self::NewEmail => "new_email",
            Self::ResetToken => "reset_token",
            Self::Code => "code",
            Self::Confirmation => "confirmation",
        }
    }
}

impl AppError {
    /// Whether it is this field that has to be filled in differently.
    #[must_use]
    pub fn is_about(self, field: Field) -> bool {
        match self {
            Self::Email(_) | Self::EmailTaken => matches!(field, Field::Email | Field::NewEmail),
            Self::UnknownEmail => field == Field::Email,
            Self::SameEmail => field == Field::NewEmail,
            Self::Password(_) => matches!(field, Field::Password | Field::NewPassword),
            Self::InvalidCode | Self::CodeMissing => matches!(field, Field::ResetToken | Field::Code),
            Self::WrongPassword | Self::NotConfirmed => field == Field::CurrentPassword,
            Self::NotMeant => field == Field::Confirmation,
            Self::InvalidCredentials
            | Self::SignedOut
            | Self::Unreadable
            | Self::TooLarge
            | Self::TooMany { .. }
            | Self::Unavailable
            | Self::Internal
            | Self::Unreachable => false,
        }
    }

    /// What happened and what to do, in a person's words.
    #[must_use]
    pub fn message(self) -> String {
        match self {
            Self::Email(EmailError::Missing) => "Enter your e-mail address.".into(),
            Self::Email(EmailError::TooLong) => "This is too long for an e-mail address.".into(),
            Self::Email(EmailError::Malformed) => "Write it like name@example.org.".into(),
            Self::Password(PasswordError::Missing) => "Enter a password.".into(),
            Self::Password(PasswordError::TooShort { min }) => format!("Use at least {min} characters."),
            Self::Password(PasswordError::TooLong) => "This password is too long.".into(),
            Self::Password(PasswordError::Common) => "Too common: it would be guessed first.".into(),
            Self::Password(PasswordError::OwnName) => "Too close to your address or our name.".into(),
            Self::Password(PasswordError::Nul) => "No password can have this character.".into(),
            Self::EmailTaken => "Already registered. Sign in instead?".into(),
            Self::InvalidCredentials => "E-mail or password is wrong. Check both and try again.".into(),
            Self::UnknownEmail => "No account has this address.".into(),
            Self::InvalidCode => "This code is wrong, used or expired.".into(),
            Self::CodeMissing => "Enter the code from the mail.".into(),
            Self::SameEmail => "This is your address already.".into(),
            Self::WrongPassword => "This is not your current password.".into(),
            Self::SignedOut => "Your session has ended. Sign in again.".into(),
            Self::NotConfirmed => "Enter your password to go on.".into(),
            Self::NotMeant => "Type your e-mail address to go on.".into(),
            Self::TooLarge => "That is too long. Shorten what you typed and try again.".into(),
            Self::Unreadable => "That could not be read. Reload the page and try again.".into(),
            Self::TooMany { seconds } => format!("Too many attempts. Try again in {}.", in_words(seconds)),
            Self::Unavailable => "That is not possible right now. Wait a moment, then try again.".into(),
            Self::Internal => "Something went wrong on our side. Nothing was changed; try again in a moment.".into(),
            Self::Unreachable => "The server can't be reached. Check your connection and try again.".into(),
        }
    }
}

/// How long, so that whoever waits so long does not come too early. The number and its unit stay on one line.
fn in_words(seconds: u32) -> String {
    let (number, unit) = match seconds {
        0..=90 => (seconds, "second"),
        91..=5_400 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(60 * 60), "hour"),
    };
    format!("{number}\u{a0}{unit}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_in_the_largest_unit_that_is_not_too_coarse_and_never_too_short() {
        for (seconds, words) in [
            (1, "1 second"),
            (30, "30 seconds"),
            (90, "90 seconds"),
            (91, "2 minutes"),
            (3_600, "60 minutes"),
            (5_401, "2 hours"),
            (u32::MAX, "1193047 hours"),
        ] {
            assert_eq!(in_words(seconds).replace('\u{a0}', " "), words);
        }
    }
}
