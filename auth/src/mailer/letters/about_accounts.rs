//! Letters about an account: its password, its devices, its end.

use super::{Occurrence, Secrets};
use crate::mailer::{Letter, Mail, link};
use domain::Email;

const CHOOSE_PASSWORD: &str = "Choose a new password";
/// Where a mail that lets choose a new password is asked for.
const FORGOT: &str = "forgot-password";

impl Mail {
    /// Lets the owner of an address choose a new password.
    pub(crate) fn password_reset(
        to: &Email,
        public_url: &str,
        secrets: &Secrets<'_>,
        occurrence: &Occurrence<'_>,
    ) -> Self {
        let letter = Letter::new(CHOOSE_PASSWORD)
            .paragraph(format!("Somebody, probably you, asked to choose a new password for {to}."))
            .facts(occurrence)
            .way_in(CHOOSE_PASSWORD, &link::reset_page(public_url), to, secrets)
            .paragraph("If it was not you, ignore this mail: your password stays as it is.");
        Self::new(to, letter)
    }

    /// The password is another one now.
    pub(crate) fn password_changed(to: &Email, public_url: &str, occurrence: &Occurrence<'_>) -> Self {
        let letter = Letter::new("Your password was changed")
            .paragraph(format!("The password of your account {to} was changed."))
            .facts(occurrence)
            .paragraph(
                "If it was you, there is nothing to do. If it was not you, somebody else can open your account. Choose a \
                 new password at once.",
            )
            .button(CHOOSE_PASSWORD, format!("{public_url}/{FORGOT}"));
        Self::new(to, letter)
    }

    /// Somebody signed in on a device that was not seen before.
    pub(crate) fn new_device(to: &Email, public_url: &str, occurrence: &Occurrence<'_>) -> Self {
        let letter = Letter::new("A new device signed in to your account")
            .paragraph(format!(
                "Somebody, probably you, signed in to the account {to} on a device that was not seen before."
            ))
            .facts(occurrence)
            .paragraph(
                "If it was you, there is nothing to do. If it was not you, somebody knows your password. Choose a new one \
                 at once.",
            )
            .button(CHOOSE_PASSWORD, format!("{public_url}/{FORGOT}"));
        Self::new(to, letter)
    }

    /// The account is gone.
    pub(crate) fn account_deleted(to: &Email, occurrence: &Occurrence<'_>) -> Self {
        let letter = Letter::new("Your account was deleted")
            .paragraph(format!(
                "The account {to} was deleted, with everything that belonged to it. This can't be undone."
            ))
            .facts(occurrence)
            .paragraph("If it was not you, tell us: answer this mail.")
            .paragraph("Good-bye. Whenever you want to come back, you are welcome.");
        Self::new(to, letter)
    }

    /// Shows that mails arrive.
    pub(crate) fn test(to: &Email) -> Self {
        let letter = Letter::new("A test mail from Bienvenue")
            .paragraph("This mail shows that mails from Bienvenue arrive. There is nothing to do.");
        Self::new(to, letter)
    }
}
