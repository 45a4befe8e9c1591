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

use crate::{gate, routes, visit::Site};
use account::AccountPage;
use domain::ReturnPath;
use forgot_password::ForgotPasswordPage;
use home::HomePage;
use leptos::prelude::*;
use leptos_router::{
    SsrMode, StaticSegment,
    components::{FlatRoutes, Route},
    hooks::use_location,
};
use login::LoginPage;
use not_found::NotFoundPage;
use register::RegisterPage;
use reset_password::ResetPasswordPage;
use undo_email_change::UndoEmailChangePage;
use verify_email::VerifyEmailPage;

/// The page of the current address.
///
/// Every page is rendered whole before the first byte leaves (`SsrMode::Async`), so that status, headers and the
/// page for browsers without JavaScript are right.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=NotFoundPage transition=true>
            <Route path=StaticSegment("") view=HomePage ssr=SsrMode::Async/>
            <Route path=StaticSegment(routes::REGISTER) view=RegisterPage ssr=SsrMode::Async/>
            <Route path=StaticSegment(routes::LOGIN) view=LoginPage ssr=SsrMode::Async/>
            <Route path=StaticSegment(routes::ACCOUNT) view=AccountPage ssr=SsrMode::Async/>
            <Route path=StaticSegment(routes::FORGOT_PASSWORD) view=ForgotPasswordPage ssr=SsrMode::Async/>
            <Route path=StaticSegment(routes::RESET_PASSWORD) view=ResetPasswordPage ssr=SsrMode::Async/>
            <Route path=StaticSegment(routes::VERIFY_EMAIL) view=VerifyEmailPage ssr=SsrMode::Async/>
            <Route path=StaticSegment(routes::UNDO_EMAIL_CHANGE) view=UndoEmailChangePage ssr=SsrMode::Async/>
        </FlatRoutes>
    }
}

/// The page that a person wanted before this one; the empty text where there was none.
fn wanted_page() -> String {
    let query = use_location().search.get_untracked();
    ReturnPath::from_query(query.trim_start_matches('?')).map(|path| path.to_string()).unwrap_or_default()
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
