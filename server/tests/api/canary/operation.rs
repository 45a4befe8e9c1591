//! What a person can do, and where.

#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    /// Method and path of its REST route, if it has one.
    pub(super) rest: Option<(&'static str, &'static str)>,
    /// The path of its server function.
    pub(super) function: &'static str,
    /// Whether browsers send it without JavaScript, too.
    pub(super) is_a_form: bool,
}

const fn on_both(method: &'static str, path: &'static str, function: &'static str) -> Operation {
    Operation { rest: Some((method, path)), ..for_people(function) }
}

const fn for_people(function: &'static str) -> Operation {
    Operation { rest: None, function, is_a_form: true }
}

pub(super) const REGISTER: Operation = on_both("POST", "/users", "/api/register");
pub(super) const VERIFY: Operation = on_both("PUT", "/verify_email", "/api/verify-email");
pub(super) const LOG_IN: Operation = on_both("POST", "/sessions", "/api/login");
pub(super) const LOG_OUT: Operation = on_both("DELETE", "/sessions", "/api/logout");
pub(super) const FORGOT: Operation = on_both("POST", "/reset_password", "/api/forgot-password");
pub(super) const RESET: Operation = on_both("PUT", "/reset_password", "/api/reset-password");
pub(super) const CONFIRM_PASSWORD: Operation = for_people("/api/confirm-password");
pub(super) const CHANGE_PASSWORD: Operation = for_people("/api/change-password");
pub(super) const CHANGE_EMAIL: Operation = for_people("/api/change-email");
pub(super) const UNDO_EMAIL_CHANGE: Operation = for_people("/api/undo-email-change");
pub(super) const DELETE_ACCOUNT: Operation = for_people("/api/delete-account");
pub(super) const STRENGTH: Operation = Operation { is_a_form: false, ..for_people("/api/password-strength") };
