//! The program itself: how it starts, what it logs, how it stops.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

const SECRETS: [&str; 2] = ["s3cret-passw0rd", "an0ther-s3cret"];

/// A running program; it is ended with the test.
struct Program {
    process: Child,
    url: String,
    log: BufReader<std::process::ChildStderr>,
    directory: TempDir,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut process = command(&directory)
            .args(["--listen", "127.0.0.1:0", "--log-format", "json"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let url = loop {
            let mut line = String::new();
            assert_ne!(log.read_line(&mut line).unwrap(), 0, "it ended before it was ready");
            let line: serde_json::Value = serde_json::from_str(&line).unwrap();
            if line["message"] == "ready" {
                break line["url"].as_str().unwrap().replace("localhost", "127.0.0.1");
            }
        };
        Self { process, url, log, directory }
    }

    /// Asks it to stop, as the operating system does; answers its exit code and the rest of its log.
    fn stop(mut self) -> (Option<i32>, String, TempDir) {
        Command::new("kill").arg(self.process.id().to_string()).status().unwrap();
        let mut log = String::new();
        self.log.read_to_string(&mut log).unwrap();
        (self.process.wait().unwrap().code(), log, self.directory)
    }
}

fn command(directory: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bienvenue"));
    command.current_dir(directory).env_clear();
    command
}

#[tokio::test]
async fn a_journey_at_trace_level_leaves_no_secret_in_the_log() {
    let program = Program::start(&["--log", "trace"]);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let [password, new_password] = SECRETS;
    let url = |path: &str| format!("{}{path}", program.url);
    let credentials = [("email", "bob@me.com"), ("password", password)];
    for path in ["/users", "/api/register"] {
        client.post(url(path)).header("accept", "text/html").form(&credentials).send().await.unwrap();
    }
    let login = client.post(url("/sessions")).form(&credentials).send().await.unwrap();
    let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let session = cookie.split_once('=').unwrap().1.to_owned();
    for path in ["/profile", "/account", "/login?password=s3cret-passw0rd"] {
        client.get(url(path)).header("cookie", &cookie).send().await.unwrap();
    }
    let answer = client.post(url("/reset_password")).form(&credentials[..1]).send().await.unwrap();
    let token = answer.json::<serde_json::Value>().await.unwrap()["reset_token"].as_str().unwrap().to_owned();
    let reset = [("email", "bob@me.com"), ("reset_token", token.as_str()), ("new_password", new_password)];
    assert_eq!(client.put(url("/reset_password")).form(&reset).send().await.unwrap().status(), 200);
    drop(client);
    let (code, log, _) = program.stop();
    assert_eq!(code, Some(0));
    assert!(log.contains("password_reset") && log.contains("/reset_password"), "this is the right log");
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "one object a line");
    for secret in [password, new_password, &session, &token, "$2b$"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} in {line:?}");
    }
}

#[tokio::test]
async fn a_signal_stops_it_cleanly_and_what_was_answered_is_kept() {
    let program = Program::start(&[]);
    let credentials = [("email", "bob@me.com"), ("password", "x")];
    let client = reqwest::Client::new();
    assert_eq!(client.post(format!("{}/users", program.url)).form(&credentials).send().await.unwrap().status(), 200);
    drop(client);
    let (code, log, directory) = program.stop();
    assert_eq!(code, Some(0), "{log}");
    let data = directory.path().join("data");
    assert!(data.join("bienvenue.db").exists() && !data.join("bienvenue.db-wal").exists());
}

#[cfg(unix)]
#[test]
fn the_data_directory_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_, _, directory) = Program::start(&[]).stop();
    assert_eq!(directory.path().join("data").metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_wrong_setting_stops_the_start_and_names_itself() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, code, named) in [
        (["--listen", "0.0.0.0:5000"], 78, "--listen 0.0.0.0:5000"),
        (["--mode", "production"], 78, "--mode production"),
        (["--log", "loud=;"], 78, "--log"),
        (["--listen", "here"], 2, "--listen <ADDRESS:PORT>"),
        (["--data-dir", "/proc/nowhere"], 1, "--data-dir"),
    ] {
        let output = command(&directory).env("BIENVENUE_LISTEN", "127.0.0.1:0").args(arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?} {error}");
        assert!(error.lines().any(|line| line.contains(named)), "{error}");
    }
}

#[test]
fn settings_are_taken_from_the_environment_too() {
    let directory = tempfile::tempdir().unwrap();
    let output = command(&directory).env("BIENVENUE_MODE", "production").output().unwrap();
    assert_eq!(output.status.code(), Some(78));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = command(&directory).env("BIENVENUE_LISTEN", &address).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains(&format!("can't listen on {address}")) && error.contains("choose another --listen"),
        "{error}"
    );
}

#[test]
fn it_tells_its_version_and_its_settings() {
    let directory = tempfile::tempdir().unwrap();
    let output = |flag| String::from_utf8(command(&directory).arg(flag).output().unwrap().stdout).unwrap();
    assert_eq!(output("--version").trim(), concat!("bienvenue ", env!("CARGO_PKG_VERSION")));
    let help = output("--help");
    for setting in ["listen", "database-url", "data-dir", "mode", "public-url", "log", "log-format"] {
        let variable = format!("BIENVENUE_{}", setting.to_uppercase().replace('-', "_"));
        assert!(help.contains(&format!("--{setting} ")) && help.contains(&variable), "{setting} in {help}");
    }
}
