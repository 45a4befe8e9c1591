//! Letters about an address: whose it is, and which account it has.

use super::{Occurrence, Secrets};
use crate::mailer::{Letter, Mail};
use domain::Email;

/// Where an address is confirmed.
const VERIFY: &str = "verify-email";

impl Mail {
    /// To who signed up: confirm that the address is yours.
    pub(crate) fn confirm_address(
        to: &Email,
        public_url: &str,
        secrets: &Secrets<'_>,
        occurrence: &Occurrence<'_>,
    ) -> Self {
        let letter = Letter::new("Confirm your e-mail address")
            .paragraph(format!(
                "Somebody, probably you, signed up with {to}. Confirm that this address is yours, and the account is made."
            ))
            .facts(occurrence)
            .way_in("Confirm address", &format!("{public_url}/{VERIFY}"), to, secrets)
            .paragraph(
                "If it was not you, do not confirm: whoever signed up knows the password. Ignore this mail, and no account \
                 is made.",
            );
        Self::new(to, letter)
    }

    /// To the address that an account shall have: confirm that it is yours.
    pub(crate) fn confirm_new_address(
        to: &Email,
        public_url: &str,
        secrets: &Secrets<'_>,
        occurrence: &Occurrence<'_>,
    ) -> Self {
        let letter = Letter::new("Confirm your new e-mail address")
            .paragraph(format!(
                "Somebody, probably you, asked to make {to} the new address of an account. Confirm that this address is \
                 yours, and the account changes to it."
            ))
            .facts(occurrence)
            .way_in("Confirm address", &format!("{public_url}/{VERIFY}"), to, secrets)
            .paragraph("If it was not you, do not confirm: the account is somebody else's. Ignore this mail, and nothing changes.");
        Self::new(to, letter)
    }

    /// To an address that has an account, when somebody signed up with it or asked to change to it.
    pub(crate) fn already_registered(to: &Email, public_url: &str, occurrence: &Occurrence<'_>) -> Self {
        let letter = Letter::new("You already have an account")
            .paragraph(format!(
                "Somebody, probably you, tried to sign up with {to}, or to make it the address of another account. There \
                 is an account with this address already, so you can sign in."
            ))
            .facts(occurrence)
            .button("Sign in", format!("{public_url}/login"))
            .paragraph(format!(
                "If you have forgotten your password, choose a new one at {public_url}/forgot-password."
            ))
            .paragraph("If it was not you, there is nothing to do: nothing has changed.");
        Self::new(to, letter)
    }

    /// To the address that an account had: if it was not you, take the account back.
    pub(crate) fn email_changed_old(
        to: &Email,
        new_address: &Email,
        public_url: &str,
        secrets: &Secrets<'_>,
        occurrence: &Occurrence<'_>,
    ) -> Self {
        let letter = Letter::new("The address of your account was changed")
            .paragraph(format!("The e-mail address of your account was changed from {to} to {}.", masked(new_address)))
            .facts(occurrence)
            .paragraph("If it was you, there is nothing to do. If it was not you, take the account back.")
            .way_in("Take the account back", &format!("{public_url}/undo-email-change"), to, secrets);
        Self::new(to, letter)
    }

    /// To the address that an account has now.
    pub(crate) fn email_changed_new(to: &Email, public_url: &str, occurrence: &Occurrence<'_>) -> Self {
        let letter = Letter::new("Your account has a new e-mail address")
            .paragraph(format!(
                "From now on, {to} is the address of your account. Sign in with it; mails about the account come here."
            ))
            .facts(occurrence)
            .button("Open your account", format!("{public_url}/account"));
        Self::new(to, letter)
    }
}

/// Enough of an address to recognise one's own, and too little to write to a stranger's.
fn masked(address: &Email) -> String {
    let (local, host) = address.parts();
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{host}")
}
