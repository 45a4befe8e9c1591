//! The addresses of the pages.

use crate::pages::{
    account::AccountPage, forgot_password::ForgotPasswordPage, home::HomePage, login::LoginPage,
    not_found::NotFoundPage, register::RegisterPage, reset_password::ResetPasswordPage,
};
use leptos::prelude::*;
use leptos_router::{
    SsrMode, StaticSegment,
    components::{Route, Routes},
};

/// The home page, and the greeting for programs.
pub const HOME: &str = "/";
/// Sign up.
pub const REGISTER: &str = "/register";
/// Sign in.
pub const LOGIN: &str = "/login";
/// The signed-in person's account.
pub const ACCOUNT: &str = "/account";
/// Ask for a reset mail.
pub const FORGOT_PASSWORD: &str = "/forgot-password";
/// Choose a new password with the code from the mail.
pub const RESET_PASSWORD: &str = "/reset-password";
/// Development's mailbox. Not a page of this application: the server renders it alone.
pub const MAILBOX: &str = "/dev/mailbox";

/// The page of the current address.
///
/// Every page is rendered whole before the first byte leaves (`SsrMode::Async`), so that status, headers and the
/// page for browsers without JavaScript are right.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=StaticSegment("") view=HomePage ssr=SsrMode::Async/>
            <Route path=StaticSegment(REGISTER) view=RegisterPage ssr=SsrMode::Async/>
            <Route path=StaticSegment(LOGIN) view=LoginPage ssr=SsrMode::Async/>
            <Route path=StaticSegment(ACCOUNT) view=AccountPage ssr=SsrMode::Async/>
            <Route path=StaticSegment(FORGOT_PASSWORD) view=ForgotPasswordPage ssr=SsrMode::Async/>
            <Route path=StaticSegment(RESET_PASSWORD) view=ResetPasswordPage ssr=SsrMode::Async/>
        </Routes>
    }
}
