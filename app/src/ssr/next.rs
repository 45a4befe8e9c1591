//! What comes after each form that did its work.

use super::viewer;
use crate::{
    gate, routes,
    visit::{Flash, Message, Next, SignedIn},
};
use auth::{Email, User};
use domain::ReturnPath;

/// After signing up: sign in, then go where one wanted to.
#[must_use]
pub fn registered(user: &User, wanted: &str) -> Next {
    let to = routes::keeping(routes::LOGIN, wanted);
    Next { to, signed_in: SignedIn::Unchanged, flash: flash(routes::LOGIN, Message::Registered, &user.email) }
}

/// After signing in: go where one wanted to, else to the account. Who wanted to sign in has done so.
#[must_use]
pub fn logged_in(user: &User, wanted: &str) -> Next {
    let wanted = ReturnPath::parse(wanted);
    let wanted = wanted.filter(|path| gate::detour(path.page(), path.as_str(), true).is_none());
    let to = wanted.map_or_else(|| routes::ACCOUNT.to_owned(), |path| path.to_string());
    Next { to, signed_in: SignedIn::As(viewer::of(user)), flash: None }
}

/// After signing out: home.
#[must_use]
pub fn logged_out() -> Next {
    Next { to: routes::HOME.to_owned(), signed_in: SignedIn::Nobody, flash: None }
}

/// After asking for a reset mail: the page that takes its code.
#[must_use]
pub fn reset_mail_sent(email: &Email) -> Next {
    Next {
        to: routes::RESET_PASSWORD.to_owned(),
        signed_in: SignedIn::Unchanged,
        flash: flash(routes::RESET_PASSWORD, Message::ResetMailSent, email),
    }
}

/// After choosing a new password: sign in with it.
#[must_use]
pub fn password_changed(email: &Email) -> Next {
    Next {
        to: routes::LOGIN.to_owned(),
        signed_in: SignedIn::Nobody,
        flash: flash(routes::LOGIN, Message::PasswordChanged, email),
    }
}

/// After something was done to the account: it is shown again.
#[must_use]
pub fn account(message: Message) -> Next {
    let flash = Some(Flash::on(routes::ACCOUNT, message));
    Next { to: routes::ACCOUNT.to_owned(), signed_in: SignedIn::Unchanged, flash }
}

/// After deleting the account: home, with a good-bye.
#[must_use]
pub fn account_deleted() -> Next {
    let flash = Some(Flash::on(routes::HOME, Message::AccountDeleted));
    Next { to: routes::HOME.to_owned(), signed_in: SignedIn::Nobody, flash }
}

fn flash(page: &str, message: Message, email: &Email) -> Option<Flash> {
    Some(Flash { email: email.to_string(), ..Flash::on(page, message) })
}
