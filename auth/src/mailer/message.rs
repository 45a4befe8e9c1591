//! A message is a mail in the form that mail has (RFC 5322).

use super::{Mail, MailError};
use domain::Timestamp;
use lettre::{
    Message,
    message::{Mailbox, header::ContentType},
};
use std::time::{Duration, UNIX_EPOCH};

/// Whom mails are from.
///
/// # Errors
/// [`MailError::Compose`] when the text is no address, with or without a name.
pub(super) fn sender(text: &str) -> Result<Mailbox, MailError> {
    text.parse().map_err(compose_error)
}

pub(super) fn compose(mail: &Mail, from: &Mailbox, now: Timestamp) -> Result<Message, MailError> {
    let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(now.as_millis()).unwrap_or_default());
    let to: Mailbox = mail.to.as_str().parse().map_err(compose_error)?;
    let message = Message::builder().from(from.clone()).to(to).date(date).message_id(None).subject(mail.subject);
    message.header(ContentType::TEXT_PLAIN).body(mail.text.clone()).map_err(compose_error)
}

fn compose_error(error: impl std::fmt::Display) -> MailError {
    MailError::Compose(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Email;

    fn mail(to: &str) -> Mail {
        Mail { to: Email::parse(to).unwrap(), subject: "Choose a new password", text: "x".into() }
    }

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        assert!(sender("accounts@example.org").is_ok() && sender("Bienvenue <accounts@example.org>").is_ok());
        assert!(sender("Bienvenue").is_err() && sender("").is_err());
    }

    #[test]
    fn a_mail_can_be_composed_to_every_address_that_can_sign_up() {
        for address in
            ["a@b", "bob@localhost", "用户@例子.公司", "jörg@müller.example", "a&b'c+d=e@f-g.example", "{|}~@x.test"]
        {
            assert!(
                compose(&mail(address), &sender("Bienvenue <a@b.example>").unwrap(), Timestamp::from_millis(0)).is_ok(),
                "{address}"
            );
        }
    }
}
