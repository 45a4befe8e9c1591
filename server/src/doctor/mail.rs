//! Whether the mail server lets the service in. No mail is sent.

use super::report::Check;
use crate::{config::MailSettings, mail::explained};
use auth::{MailConfig, Mode, check_mail_server};

const NAME: &str = "mail";

pub(super) async fn check(settings: &MailSettings, mode: Mode) -> Check {
    let config = match settings.server() {
        Ok(Some(config)) => config,
        Ok(None) if mode.is_development() => {
            return Check::ok(NAME, "mails are kept for the page /dev/mailbox; none is sent");
        }
        Ok(None) | Err(_) => return Check::skipped(NAME, "no usable mail server is set"),
    };
    let server = match &config {
        MailConfig::Smtp { server, .. } => server.to_string(),
        MailConfig::Mailbox(_) => String::new(),
    };
    match check_mail_server(config).await {
        Ok(()) => Check::ok(NAME, format!("{server} lets the service in; no mail was sent")),
        Err(error) => Check::refused(NAME, &format!("{server}: {}", explained(&error))),
    }
}
