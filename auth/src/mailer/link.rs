//! A link brings its reader to a page that wants a secret, and the secret along. It stands in the fragment, which browsers
//! don't send: it reaches no log and no other site.

use crate::Token;
use domain::Email;

/// The page on which a new password is chosen.
pub(crate) fn reset_page(public_url: &str) -> String {
    format!("{public_url}/reset-password")
}

/// The link to a page with the secret that it wants.
pub(crate) fn with_secret(page: &str, email: &Email, token: &Token) -> String {
    let fragment = form_urlencoded::Serializer::new(String::new())
        .append_pair("email", email.as_str())
        .append_pair("code", token.expose())
        .finish();
    format!("{page}#{fragment}")
}
