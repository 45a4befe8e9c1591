//! The gate decides who may see which page: on the server before anything is rendered, in the browser for pages that
//! are navigated to.

use crate::routes;

/// Where a person who opened the page at `path` (wholly: `address`, with its query) is sent instead, if anywhere.
pub(crate) fn detour(path: &str, address: &str, signed_in: bool) -> Option<String> {
    match path {
        routes::ACCOUNT if !signed_in => Some(routes::keeping(routes::LOGIN, address)),
        routes::LOGIN | routes::REGISTER if signed_in => Some(routes::ACCOUNT.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_sees_only_what_is_for_them() {
        assert_eq!(detour("/account", "/account", false).as_deref(), Some("/login?next=/account"));
        assert_eq!(detour("/account", "/account?tab=1", false).as_deref(), Some("/login?next=/account%3Ftab%3D1"));
        assert_eq!(detour("/account", "/account?a=\\b", false).as_deref(), Some("/login"));
        assert_eq!(detour("/account", "/account", true), None);
        for path in ["/login", "/register"] {
            assert_eq!(detour(path, path, true).as_deref(), Some("/account"));
            assert_eq!(detour(path, path, false), None);
        }
        for path in ["/", "/forgot-password", "/reset-password", "/verify-email", "/undo-email-change"] {
            assert_eq!(detour(path, path, true), None, "{path}");
            assert_eq!(detour(path, path, false), None, "{path}");
        }
    }
}
