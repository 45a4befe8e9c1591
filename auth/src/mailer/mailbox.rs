//! A mailbox is a directory with one `.eml` file per mail, which any mail program can open.

use super::{
    Mail, MailError,
    message::{self, compose},
};
use crate::token;
use domain::Timestamp;
use mailparse::{MailHeaderMap, ParsedMail};
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio::{fs, io::AsyncWriteExt};

/// Who mails are from while no mail account is configured (a name that RFC 2606 reserves, so it reaches nobody).
const SENDER: &str = "Bienvenue <bienvenue@localhost.test>";
/// A mailbox page shows at most this many, the newest.
const NEWEST: usize = 50;

/// A directory of mails. Made with the first mail; only the owner may look inside.
#[derive(Clone, Debug)]
pub(super) struct Mailbox {
    directory: PathBuf,
}

/// A mail as the mailbox page shows it. It holds secrets, so it has no `Debug`.
#[derive(Clone)]
pub struct ReceivedMail {
    /// What tells it apart from the others.
    pub id: String,
    /// The address it went to.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// When it was sent, as mail writes it (RFC 5322).
    pub date: String,
    /// Its plain text.
    pub text: String,
    /// Its HTML, if it has some.
    pub html: Option<String>,
}

impl Mailbox {
    pub(super) fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// Writes a mail under a name of its own; names sort by time.
    pub(super) async fn deliver(&self, mail: &Mail, now: Timestamp) -> Result<(), MailError> {
        let bytes = compose(mail, &message::sender(SENDER)?, now)?.formatted();
        let id = token::random_uuid().map_err(|error| MailError::Compose(error.to_string()))?;
        let path = self.directory.join(format!("{:015}-{id}.eml", now.as_millis().max(0)));
        self.write(&path, &bytes).await.map_err(|source| self.error(source))
    }

    /// The newest mails, newest first. What is no mail is passed over.
    pub(super) async fn read(&self) -> Result<Vec<ReceivedMail>, MailError> {
        let mut paths = self.paths().await.map_err(|source| self.error(source))?;
        paths.sort_unstable_by(|a, b| b.cmp(a));
        let mut mails = Vec::new();
        for path in paths.into_iter().take(NEWEST) {
            let bytes = fs::read(&path).await.map_err(|source| self.error(source))?;
            let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            mails.extend(mailparse::parse_mail(&bytes).ok().and_then(|mail| received(id, &mail)));
        }
        Ok(mails)
    }

    async fn paths(&self) -> io::Result<Vec<PathBuf>> {
        let mut entries = match fs::read_dir(&self.directory).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut paths = Vec::new();
        while let Some(entry) = entries.next_entry().await? {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "eml") {
                paths.push(path);
            }
        }
        Ok(paths)
    }

    async fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut directory = fs::DirBuilder::new();
        let mut file = fs::OpenOptions::new();
        directory.recursive(true);
        file.write(true).create_new(true);
        #[cfg(unix)]
        {
            directory.mode(0o700);
            file.mode(0o600);
        }
        directory.create(&self.directory).await?;
        // A reader must never see half a mail, so it gets its name when it is whole.
        let unfinished = path.with_extension("part");
        let mut file = file.open(&unfinished).await?;
        file.write_all(bytes).await?;
        file.flush().await?;
        fs::rename(&unfinished, path).await
    }

    fn error(&self, source: io::Error) -> MailError {
        MailError::Mailbox { path: self.directory.clone(), source }
    }
}

fn received(id: String, mail: &ParsedMail<'_>) -> Option<ReceivedMail> {
    let header = |name| mail.headers.get_first_value(name);
    let part = |kind| {
        let part = mail.parts().find(|part| part.ctype.mimetype == kind)?;
        Some(part.get_body().ok()?.replace("\r\n", "\n"))
    };
    Some(ReceivedMail {
        id,
        to: header("To")?,
        subject: header("Subject")?,
        date: header("Date")?,
        text: part("text/plain")?,
        html: part("text/html"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailer::Letter;
    use domain::Email;

    fn mail(to: &str, text: &str) -> Mail {
        Mail::new(&Email::parse(to).unwrap(), Letter::new("Choose a new password").paragraph(text))
    }

    #[tokio::test]
    async fn mails_come_back_whole_and_newest_first() {
        let dir = tempfile::tempdir().unwrap();
        let mailbox = Mailbox::new(dir.path().join("mail"));
        let long_line = "https://example.org/".repeat(30);
        mailbox.deliver(&mail("bob@me.com", "first"), Timestamp::from_millis(1_000)).await.unwrap();
        mailbox
            .deliver(&mail("用户@例子.公司", &format!("é\n{long_line}")), Timestamp::from_millis(2_000))
            .await
            .unwrap();
        std::fs::write(dir.path().join("mail/notes.txt"), "no mail").unwrap();
        let mails = mailbox.read().await.unwrap();
        let seen: Vec<_> = mails.iter().map(|mail| (mail.to.as_str(), mail.text.trim_end())).collect();
        assert_eq!(seen, [("用户@例子.公司", &*format!("é\n{long_line}")), ("bob@me.com", "first")]);
        assert_eq!(mails[1].date, "Thu, 01 Jan 1970 00:00:01 +0000");
        assert_eq!(mails[1].subject, "Choose a new password");
        assert_ne!(mails[0].id, mails[1].id);
        assert!(mails[1].html.as_deref().unwrap().contains("first"));
    }

    #[tokio::test]
    async fn an_empty_mailbox_needs_no_directory() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Mailbox::new(dir.path().join("none")).read().await.unwrap().is_empty());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_the_owner_may_read_mails() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mail");
        Mailbox::new(path.clone()).deliver(&mail("bob@me.com", "x"), Timestamp::from_millis(0)).await.unwrap();
        let file = std::fs::read_dir(&path).unwrap().next().unwrap().unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
