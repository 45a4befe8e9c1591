//! The pages: one a file, each with its own words, and the table of their addresses.

pub(crate) mod account;
pub(crate) mod forgot_password;
pub(crate) mod home;
pub(crate) mod login;
pub(crate) mod not_found;
pub(crate) mod register;
pub(crate) mod reset_password;
pub(crate) mod undo_email_change;
pub(crate) mod verify_email;

use crate::{
    gate,
    reactive::*,
    routes,
    view::{Element, Part, input},
    visit::Site,
};
use domain::ReturnPath;

/// The page at this path.
pub(crate) fn page_at(path: &str) -> Part {
    match path {
        routes::HOME => home::home_page(),
        routes::REGISTER => register::register_page(),
        routes::LOGIN => login::login_page(),
        routes::ACCOUNT => account::account_page(),
        routes::FORGOT_PASSWORD => forgot_password::forgot_password_page(),
        routes::RESET_PASSWORD => reset_password::reset_password_page(),
        routes::VERIFY_EMAIL => verify_email::verify_email_page(),
        routes::UNDO_EMAIL_CHANGE => undo_email_change::undo_email_change_page(),
        _ => not_found::not_found_page(),
    }
}

/// The page that a person wanted before this one; the empty text where there was none.
fn wanted_page() -> String {
    Site::current()
        .address
        .with_untracked(|address| ReturnPath::from_query(&address.query))
        .map(|path| path.to_string())
        .unwrap_or_default()
}

/// Takes it along with a form.
fn wanted_page_field() -> Element {
    input().attr("type", "hidden").attr("name", ReturnPath::FIELD).attr("value", wanted_page())
}

/// A link to another page that keeps in mind which one was wanted.
fn keeping_wanted_page(path: &str) -> String {
    routes::keeping(path, &wanted_page())
}

/// Sends a person for whom the page at `path` is not elsewhere.
fn pass_gate(path: &str) {
    let site = Site::current();
    let signed_in = site.viewer.with_untracked(Option::is_some);
    if let Some(elsewhere) = gate::detour(path, path, signed_in) {
        site.send_away(&elsewhere);
    }
}
