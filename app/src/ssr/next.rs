//! What comes after each form that did its work.

use super::viewer;
use crate::{
    gate, routes,
    visit::{AccountView, Flash, Message, Next, SignedIn},
};
use auth::{Email, User};
use domain::ReturnPath;

/// After signing up: sign in, then go where one wanted to.
#[must_use]
pub fn registered(user: &User, wanted: &str) -> Next {
    let to = routes::keeping(routes::LOGIN, wanted);
    next(to, SignedIn::Unchanged, flash(routes::LOGIN, Message::Registered, &user.email))
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
