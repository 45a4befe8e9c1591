//! Answers that can't be written, and answers that nobody wants to read to their end.

use crate::program::{Program, command};
use auth::test_support::ScratchDatabase;
use std::{
    fs::{self, File},
    io,
    process::{Output, Stdio},
};
use tempfile::TempDir;
use testbed::{MailServer, free_address};

/// A place where every command has something to answer.
struct Bench {
    directory: TempDir,
    database: ScratchDatabase,
    mails: MailServer,
}

impl Bench {
    fn new() -> Self {
        let (directory, database) = (tempfile::tempdir().unwrap(), ScratchDatabase::file());
        drop(Program::start(&["--database-url", &database.url()]));
        fs::write(directory.path().join("users.csv"), "email\nbob@me.com\n").unwrap();
        let bench = Self { directory, database, mails: MailServer::start(([127, 0, 0, 1], 0).into()).unwrap() };
        let made = bench.run("backup backup.db", Stdio::piped());
        assert!(made.status.success(), "{made:?}");
        bench
    }

    fn run(&self, line: &str, output: impl Into<Stdio>) -> Output {
        let mut command = command(&self.directory);
        command.args(line.split_whitespace()).stdout(output);
        if !line.starts_with("move-db") {
            command.env("BIENVENUE_DATABASE_URL", self.database.url());
        }
        command.output().unwrap()
    }

    /// Commands that succeed, one after the other.
    fn commands(&self) -> Vec<String> {
        let smtp_url = MailServer::url(self.mails.address());
        let move_db = format!("move-db --from {} --to sqlite:moved.db", self.database.url());
        let test = format!("mail test --to bob@me.com --mail-from a@b.example --smtp-url {smtp_url}");
        let listen = format!("--listen {}", free_address().unwrap());
        [
            "--help",
            "--version",
            "check",
            "check --json",
            "import users.csv",
            "user list",
            "user show bob@me.com --json",
            "user end-sessions bob@me.com",
            "backup backup.db --force",
            "export",
            "export --format csv",
            "export --to users.json --force",
            &move_db,
            "restore backup.db",
            &test,
            &format!("doctor {listen}"),
            &format!("doctor --json {listen}"),
        ]
        .map(str::to_owned)
        .into()
    }
}

fn sentences(output: &Output) -> Vec<String> {
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().filter(|line| line.starts_with("bienvenue: ")).map(str::to_owned).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_can_not_be_written_ends_with_74_and_one_sentence() {
    let bench = Bench::new();
    for line in bench.commands() {
        let ended = bench.run(&line, File::options().write(true).open("/dev/full").unwrap());
        let said = sentences(&ended);
        assert_eq!((ended.status.code(), said.len()), (Some(74), 1), "{line}: {ended:?}");
        assert!(said[0].contains("can't be written (No space left on device") && said[0].contains("; "), "{said:?}");
    }
}

#[test]
fn whoever_has_read_enough_is_told_nothing() {
    let bench = Bench::new();
    for line in bench.commands() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let ended = bench.run(&line, writer);
        assert_eq!((ended.status.code(), sentences(&ended)), (Some(0), Vec::new()), "{line}: {ended:?}");
    }
}
