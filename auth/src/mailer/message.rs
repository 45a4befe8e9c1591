//! A message is a mail in the form that mail has (RFC 5322).

use super::{Mail, MailError};
use crate::token;
use domain::Timestamp;
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use std::time::{Duration, UNIX_EPOCH};

/// What mails are from when the sender is told by address only.
const NAME: &str = "Bienvenue";
/// That no person wrote it, so that no machine answers (RFC 3834, section 5).
const AUTO_SUBMITTED: &str = "Auto-Submitted";

/// Whom mails are from.
///
/// # Errors
/// [`MailError::Compose`] when the text is no address, with or without a name.
pub(super) fn sender(text: &str) -> Result<Mailbox, MailError> {
    let mut sender: Mailbox = text.parse().map_err(compose_error)?;
    sender.name.get_or_insert_with(|| NAME.to_owned());
    Ok(sender)
}

pub(super) fn compose(mail: &Mail, from: &Mailbox, now: Timestamp) -> Result<Message, MailError> {
    let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(now.as_millis()).unwrap_or_default());
    let to: Mailbox = mail.to.as_str().parse().map_err(compose_error)?;
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str(AUTO_SUBMITTED), "auto-generated".to_owned());
    let message = Message::builder().from(from.clone()).to(to).date(date).message_id(Some(new_id(from)?));
    let html = mail.letter.html().map_err(compose_error)?;
    message
        .subject(mail.letter.subject())
        .raw_header(automatic)
        .multipart(MultiPart::alternative_plain_html(mail.letter.text(), html))
        .map_err(compose_error)
}

/// A name for a mail that no other has, under the host that it is from: that of this machine is nobody's business.
/// Each try has its own, because each has other secrets: who has seen the first must not pass over the second.
fn new_id(from: &Mailbox) -> Result<String, MailError> {
    let host = idna::domain_to_ascii(from.email.domain()).map_err(compose_error)?;
    let id = token::random_uuid().map_err(compose_error)?;
    Ok(format!("<{id}@{host}>"))
}

fn compose_error(error: impl std::fmt::Display) -> MailError {
    MailError::Compose(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Email;
    use mailparse::MailHeaderMap;

    fn composed(to: &str, from: &str) -> Result<Vec<u8>, MailError> {
        let mail = Mail::test(&Email::parse(to).unwrap());
        Ok(compose(&mail, &sender(from)?, Timestamp::from_millis(1_795_588_979_999))?.formatted())
    }

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        let name = |text| sender(text).ok().and_then(|sender| sender.name);
        assert_eq!(name("accounts@example.org").as_deref(), Some("Bienvenue"));
        assert_eq!(name("Accounts of us <accounts@example.org>").as_deref(), Some("Accounts of us"));
        assert!(sender("Bienvenue").is_err() && sender("").is_err());
    }

    #[test]
    fn a_mail_can_be_composed_to_every_address_that_can_sign_up() {
        for address in
            ["a@b", "bob@localhost", "用户@例子.公司", "jörg@müller.example", "a&b'c+d=e@f-g.example", "{|}~@x.test"]
        {
            assert!(composed(address, "Bienvenue <a@b.example>").is_ok(), "{address}");
        }
    }

    #[test]
    fn a_mail_says_when_it_was_written_by_whom_and_that_it_was_a_machine() {
        let mail = composed("bob@me.com", "accounts@example.org").unwrap();
        let mail = mailparse::parse_mail(&mail).unwrap();
        let header = |name| mail.headers.get_first_value(name).unwrap();
        assert_eq!(header("From"), "Bienvenue <accounts@example.org>");
        assert_eq!(header("Date"), "Wed, 25 Nov 2026 06:42:59 +0000");
        assert_eq!(header("Auto-Submitted"), "auto-generated");
    }

    #[test]
    fn every_try_has_an_id_of_its_own_at_the_senders_host() {
        let id = |from| {
            let mail = composed("bob@me.com", from).unwrap();
            mailparse::parse_mail(&mail).unwrap().headers.get_first_value("Message-ID").unwrap()
        };
        let (first, second) = (id("accounts@example.org"), id("accounts@example.org"));
        assert!(first.starts_with('<') && first.ends_with("@example.org>"), "{first}");
        assert_ne!(first, second);
        assert!(id("konten@müller.example").ends_with("@xn--mller-kva.example>"), "as the network spells it");
    }
}
