//! The page's words, card by card.

pub(super) const HEADING: &str = "Your account";
pub(super) const LOADING: &str = "One moment…";

pub(super) mod profile {
    pub(in super::super) const HEADING: &str = "Profile";
    pub(in super::super) const EMAIL: &str = "E-mail address";
    pub(in super::super) const MEMBER_SINCE: &str = "Member since";
}

pub(super) mod devices {
    pub(in super::super) const HEADING: &str = "Where you are signed in";
    pub(in super::super) const LEAD: &str = "End what you don't recognise, then change your password.";
    pub(in super::super) const THIS_DEVICE: &str = "This device";
    pub(in super::super) const LAST_USED: &str = "Last used ";
    pub(in super::super) const SIGNED_IN: &str = ", signed in ";
    pub(in super::super) const END: &str = "End";
    pub(in super::super) const THE_SESSION_ON: &str = "the session on";
    pub(in super::super) const END_ALL_OTHERS: &str = "End all other sessions";
    pub(in super::super) const ENDING: &str = "Ending…";
    pub(in super::super) const PASSWORD: &str = "Your password, once more";
    pub(in super::super) const CONFIRM: &str = "Go on";
    pub(in super::super) const CONFIRMING: &str = "Checking…";
    pub(in super::super) const UNKNOWN: &str = "Unknown device";
    pub(in super::super) const FROM: &str = ", from";
}

pub(super) mod email {
    pub(in super::super) const HEADING: &str = "E-mail address";
    pub(in super::super) const LEAD: &str = "We mail a link to the new address. Until you follow it, nothing changes.";
    pub(in super::super) const UNVERIFIED: &str = "Your present address is not confirmed yet.";
    pub(in super::super) const VERIFY: &str = "Confirm my address";
    pub(in super::super) const AWAITED: &str = "Waiting for you to confirm ";
    pub(in super::super) const CANCEL: &str = "Keep the present one";
    pub(in super::super) const CANCELLING: &str = "Keeping…";
    pub(in super::super) const NEW: &str = "New e-mail address";
    pub(in super::super) const PASSWORD: &str = "Current password";
    pub(in super::super) const SUBMIT: &str = "Change address";
    pub(in super::super) const PENDING: &str = "Changing…";
}

pub(super) mod password {
    pub(in super::super) const HEADING: &str = "Password";
    pub(in super::super) const LEAD: &str = "A new password ends all your other sessions.";
    pub(in super::super) const CURRENT: &str = "Current password";
    pub(in super::super) const NEW: &str = "New password";
    pub(in super::super) const SUBMIT: &str = "Change password";
    pub(in super::super) const PENDING: &str = "Changing…";
}

pub(super) mod activity {
    pub(in super::super) const HEADING: &str = "Recent activity";
    pub(in super::super) const LEAD: &str = "The last 90 days. If something was not you, change your password.";
    pub(in super::super) const EMPTY: &str = "Nothing has happened in the last 90 days.";
}

pub(super) mod data {
    pub(in super::super) const HEADING: &str = "Your data";
    pub(in super::super) const LEAD: &str =
        "Everything that is stored about you, as a JSON file. Your password is not in it: nobody can read it.";
    pub(in super::super) const DOWNLOAD: &str = "Download my data";
    pub(in super::super) const PASSWORD: &str = "Your password, once more";
    pub(in super::super) const SUBMIT: &str = "Go on";
    pub(in super::super) const PENDING: &str = "Checking…";
}

pub(super) mod deletion {
    pub(in super::super) const HEADING: &str = "Delete your account";
    pub(in super::super) const LEAD: &str = "Removes everything at once, on every device. There is no way back.";
    pub(in super::super) const OPEN: &str = "Delete my account…";
    pub(in super::super) const REALLY: &str = "Delete everything?";
    pub(in super::super) const HOW: &str = "To show that you mean it, type ";
    pub(in super::super) const EMAIL: &str = "Your e-mail address";
    pub(in super::super) const PASSWORD: &str = "Your password";
    pub(in super::super) const SUBMIT: &str = "Delete my account";
    pub(in super::super) const PENDING: &str = "Deleting…";
    pub(in super::super) const CANCEL: &str = "Keep my account";
}
