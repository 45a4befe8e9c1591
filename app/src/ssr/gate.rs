//! The gate decides who may see which page, before anything is rendered.

use crate::routes;
use domain::ReturnPath;

/// Where a person who opened `path` is sent instead, if anywhere.
pub(super) fn detour(path: &str, signed_in: bool) -> Option<String> {
    match path {
        routes::ACCOUNT if !signed_in => Some(format!("{}?{}={path}", routes::LOGIN, ReturnPath::FIELD)),
        routes::LOGIN | routes::REGISTER if signed_in => Some(routes::ACCOUNT.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_sees_only_what_is_for_them() {
        assert_eq!(detour("/account", false).as_deref(), Some("/login?next=/account"));
        assert_eq!(detour("/account", true), None);
        for path in ["/login", "/register"] {
            assert_eq!(detour(path, true).as_deref(), Some("/account"));
            assert_eq!(detour(path, false), None);
        }
        for path in ["/", "/forgot-password", "/reset-password"] {
            assert_eq!(detour(path, true), None, "{path}");
            assert_eq!(detour(path, false), None, "{path}");
        }
    }
}
