//! What comes after each form that did its work.

use super::viewer;
use crate::{
    gate, routes,
    visit::{AccountView, Flash, Message, Next, SignedIn},
};
use auth::{Email, Mode, User};
use domain::ReturnPath;

/// After signing up: sign in, then go where one wanted to. In production, confirm the address first.
#[must_use]
pub fn signed_up(mode: Mode, email: &Email, wanted: &str) -> Next {
    let (page, message) = match mode {
        Mode::Development => (routes::LOGIN, Message::Registered),
        Mode::Production => (routes::VERIFY_EMAIL, Message::ConfirmationMailSent),
    };
    next(routes::keeping(page, wanted), SignedIn::Unchanged, flash(page, message, email))
}

/// After asking once more for the mail that lets one confirm an address: the page that takes its code.
#[must_use]
pub fn confirmation_mail_sent(email: &Email) -> Next {
    let flash = flash(routes::VERIFY_EMAIL, Message::ConfirmationMailSent, email);
    next(routes::VERIFY_EMAIL, SignedIn::Unchanged, flash)
}

/// After confirming an address: sign in with it.
#[must_use]
pub fn email_verified(email: &Email) -> Next {
    next(routes::LOGIN, SignedIn::Nobody, flash(routes::LOGIN, Message::EmailVerified, email))
}

/// After confirming an address whose account has no password: ask for the mail that lets one choose it.
#[must_use]
pub fn password_wanted(email: &Email) -> Next {
    next(routes::FORGOT_PASSWORD, SignedIn::Nobody, flash(routes::FORGOT_PASSWORD, Message::PasswordWanted, email))
}

/// After confirming the address of the account that is signed in: the account.
#[must_use]
pub fn own_email_verified(email: &Email, account: AccountView) -> Next {
    let flash = flash(routes::ACCOUNT, Message::OwnEmailVerified, email);
    let signed_in = SignedIn::As(account.viewer.clone());
    Next { account: Some(account), ..next(routes::ACCOUNT, signed_in, flash) }
}

/// After asking for another address: the account, which waits for it.
#[must_use]
pub fn email_change_requested(email: &Email) -> Next {
    next(routes::ACCOUNT, SignedIn::Unchanged, flash(routes::ACCOUNT, Message::EmailChangeRequested, email))
}

/// After putting the address before back: sign in with it and the new password.
#[must_use]
pub fn email_restored(email: &Email) -> Next {
    next(routes::LOGIN, SignedIn::Nobody, flash(routes::LOGIN, Message::EmailRestored, email))
}

/// After signing in: go where one wanted to, else to the account. Who wanted to sign in has done so.
#[must_use]
pub fn logged_in(user: &User, wanted: &str, account: Option<AccountView>) -> Next {
    let wanted = ReturnPath::parse(wanted);
    let wanted = wanted.filter(|path| gate::detour(path.page(), path.as_str(), true).is_none());
    let to = wanted.map_or_else(|| routes::ACCOUNT.to_owned(), |path| path.to_string());
    Next { account, ..next(to, SignedIn::As(viewer::of(user)), None) }
}

/// After signing out: home.
#[must_use]
pub fn logged_out() -> Next {
    next(routes::HOME, SignedIn::Nobody, None)
}

/// After asking for a reset mail: the page that takes its code.
#[must_use]
pub fn reset_mail_sent(email: &Email) -> Next {
    let flash = flash(routes::RESET_PASSWORD, Message::ResetMailSent, email);
    next(routes::RESET_PASSWORD, SignedIn::Unchanged, flash)
}

/// After choosing a new password: sign in with it.
#[must_use]
pub fn password_changed(email: &Email) -> Next {
    next(routes::LOGIN, SignedIn::Nobody, flash(routes::LOGIN, Message::PasswordChanged, email))
}

/// After something was done to the account: it is shown again.
#[must_use]
pub fn account(message: Message) -> Next {
    next(routes::ACCOUNT, SignedIn::Unchanged, Some(Flash::on(routes::ACCOUNT, message)))
}

/// After deleting the account: home, with a good-bye.
#[must_use]
pub fn account_deleted() -> Next {
    next(routes::HOME, SignedIn::Nobody, Some(Flash::on(routes::HOME, Message::AccountDeleted)))
}

fn next(to: impl Into<String>, signed_in: SignedIn, flash: Option<Flash>) -> Next {
    Next { to: to.into(), signed_in, flash, account: None }
}

fn flash(page: &str, message: Message, email: &Email) -> Option<Flash> {
    Some(Flash { email: email.to_string(), ..Flash::on(page, message) })
}

#[cfg(test)]
mod properties;
