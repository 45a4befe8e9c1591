//! The addresses of the pages.

use domain::ReturnPath;

/// The home page, and the greeting for programs.
pub const HOME: &str = "/";
/// Sign up.
pub const REGISTER: &str = "/register";
/// Sign in.
pub const LOGIN: &str = "/login";
/// The signed-in person's account.
pub const ACCOUNT: &str = "/account";
/// The part of it where the password is changed.
pub const CHANGE_PASSWORD: &str = "/account#change-password";
/// Everything stored about the person, as a file.
pub const ACCOUNT_DATA: &str = "/account/data";
/// Ask for a reset mail.
pub const FORGOT_PASSWORD: &str = "/forgot-password";
/// Choose a new password with the code from the mail.
pub const RESET_PASSWORD: &str = "/reset-password";
/// Confirm an address with the code from the mail.
pub const VERIFY_EMAIL: &str = "/verify-email";
/// Put the address before back with the code from the mail.
pub const UNDO_EMAIL_CHANGE: &str = "/undo-email-change";
/// Development's mailbox. Not a page of this application: the server renders it alone.
pub const MAILBOX: &str = "/dev/mailbox";
/// Development's gallery of what pages are made of; rendered by the server alone, too.
pub const GALLERY: &str = "/dev/components";

/// Every page, by its path.
pub const PAGES: [&str; 8] =
    [HOME, REGISTER, LOGIN, ACCOUNT, FORGOT_PASSWORD, RESET_PASSWORD, VERIFY_EMAIL, UNDO_EMAIL_CHANGE];

/// The address of `page` that keeps in mind which page is `wanted` afterwards, if that is one of ours.
#[must_use]
pub fn keeping(page: &str, wanted: &str) -> String {
    ReturnPath::parse(wanted).map_or_else(|| page.to_owned(), |wanted| wanted.append_to(page))
}

/// Whether the application has a page at this address, whatever its query and fragment.
#[must_use]
pub fn is_page(address: &str) -> bool {
    address.split(['?', '#']).next().is_some_and(|path| PAGES.contains(&path))
}
