//! One page a file; each holds its own words.

pub(crate) mod account;
pub(crate) mod forgot_password;
pub(crate) mod home;
pub(crate) mod login;
pub(crate) mod not_found;
pub(crate) mod register;
pub(crate) mod reset_password;

use crate::{
    routes,
    visit::{Site, Viewer},
};
use domain::ReturnPath;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The page that a person wanted before this one; the empty text where there was none.
fn wanted_page() -> String {
    let query = use_location().search.get_untracked();
    ReturnPath::from_query(query.trim_start_matches('?')).map(|path| path.to_string()).unwrap_or_default()
}

/// A link to another page that keeps in mind which one was wanted.
fn keeping_wanted_page(path: &str) -> String {
    ReturnPath::parse(&wanted_page()).map_or_else(|| path.to_owned(), |wanted| wanted.append_to(path))
}

/// Sends a person who is signed in already to the account.
fn only_for_signed_out() {
    let site = Site::current();
    if site.viewer.get_untracked().is_some() {
        site.send_away(routes::ACCOUNT);
    }
}

/// Who is signed in; sends a person who is not to sign in first.
fn only_for_signed_in() -> Signal<Option<Viewer>> {
    let site = Site::current();
    if site.viewer.get_untracked().is_none() {
        site.send_away(&format!("{}?{}={}", routes::LOGIN, ReturnPath::FIELD, routes::ACCOUNT));
    }
    site.viewer.into()
}
