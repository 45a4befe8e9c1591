//! `bienvenue user`, the real program, beside a real server on the same database.

mod accounts;
mod refusals;
mod sessions;

use crate::{
    program::{Program, command},
    support::{BOB, PASSWORD, TestClient},
};
use auth::test_support::ScratchDatabase;
use serde_json::Value;
use std::{
    io::Write,
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// A running server on which Bob has an account.
struct Service {
    program: Program,
    client: TestClient,
    database: ScratchDatabase,
    elsewhere: TempDir,
}

/// What a command of the operator's has said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    output: String,
    error: String,
}

impl Service {
    async fn with_bob() -> Self {
        let database = ScratchDatabase::new().await;
        let program = Program::start(&["--database-url", &database.url()]);
        let client = TestClient::of(program.url.clone());
        let answer = client.send("POST", "/users", &[("email", BOB), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 200);
        Self { program, client, database, elsewhere: tempfile::tempdir().unwrap() }
    }

    /// The command, ready to be run.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(&self.elsewhere);
        command.arg("user").args(arguments).env("BIENVENUE_DATABASE_URL", self.database.url());
        command
    }

    /// What the operator is told.
    fn user(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments), "")
    }

    /// The lines of JSON that the operator is told.
    fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let said = self.user(&[arguments, &["--json"]].concat());
        assert_eq!(said.code, Some(0), "{said:?}");
        said.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Runs a command to its end, with this on its standard input.
fn said(command: &mut Command, input: &str) -> Said {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = piped.spawn().unwrap();
    // A command that needs no input does not read it.
    _ = process.stdin.take().unwrap().write_all(input.as_bytes());
    let output = process.wait_with_output().unwrap();
    Said {
        code: output.status.code(),
        output: String::from_utf8(output.stdout).unwrap(),
        error: String::from_utf8(output.stderr).unwrap(),
    }
}
