//! The program itself, running, with its log.

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// No step of the program takes this long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running program; it is ended with the test, however that ends.
pub(crate) struct Program {
    process: Child,
    pub(crate) url: String,
    /// Its log, line by line. A thread reads it all the time: a full pipe would bring the program to a stand.
    log: Receiver<String>,
    directory: TempDir,
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), arguments)
    }

    pub(crate) fn start_in(directory: TempDir, arguments: &[&str]) -> Self {
        let mut program = Self::begin(directory, |command| command.args(arguments));
        program.wait_until_ready();
        program
    }

    /// Starts it, and does not read what it has to say.
    pub(crate) fn begin(directory: TempDir, settings: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let mut command = command(&directory);
        command.args(["--listen", "127.0.0.1:0", "--log-format", "json"]);
        Self::run(settings(&mut command), directory)
    }

    /// Starts it behind these commands of the shell.
    #[cfg(target_os = "linux")]
    pub(crate) fn start_under(shell_commands: &str) -> Self {
        let mut program = Self::begin_under(tempfile::tempdir().unwrap(), shell_commands);
        program.wait_until_ready();
        program
    }

    /// Starts it behind these commands of the shell, and does not read what it has to say.
    #[cfg(target_os = "linux")]
    pub(crate) fn begin_under(directory: TempDir, shell_commands: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_bienvenue");
        let script = format!("{shell_commands}; exec {program} --listen 127.0.0.1:0 --log-format json");
        let mut command = Command::new("sh");
        command.current_dir(&directory).env_clear().args(["-c", &script]);
        Self::run(&mut command, directory)
    }

    fn run(command: &mut Command, directory: TempDir) -> Self {
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let log = lines(process.stderr.take().unwrap());
        Self { process, url: String::new(), log, directory }
    }

    /// Waits until it listens.
    pub(crate) fn wait_until_ready(&mut self) {
        self.url = format!("http://{}", self.entry("ready")["address"].as_str().unwrap());
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.url.strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// Its id in the operating system.
    #[cfg(target_os = "linux")]
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Where it runs.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Where it keeps its data, unless its settings say otherwise.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// Waits for the entry with this message; fails when the program ends or falls silent before.
    pub(crate) fn entry(&self, message: &str) -> Value {
        self.next(|entry| entry["message"] == message)
    }

    /// Waits for the first warning, in the same way; answers its message.
    pub(crate) fn warning(&self) -> String {
        self.next(|entry| entry["level"] == "WARN")["message"].as_str().unwrap().to_owned()
    }

    /// Waits for the entry of this event, in the same way.
    pub(crate) fn event(&self, event: &str) -> Value {
        self.next(|entry| entry["event"] == event)
    }

    fn next(&self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let entry = serde_json::from_str(&self.log.recv_timeout(PATIENCE).unwrap()).unwrap();
            if is_it(&entry) {
                return entry;
            }
        }
    }

    /// Asks it to stop, as the operating system does.
    pub(crate) fn terminate(&self) {
        self.signal("TERM");
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Waits until it has ended; answers its exit code and the rest of its log.
    pub(crate) fn end(&mut self) -> (Option<i32>, String) {
        let mut log = String::new();
        let error = loop {
            match self.log.recv_timeout(PATIENCE) {
                Ok(line) => log.extend([line.as_str(), "\n"]),
                Err(error) => break error,
            }
        };
        assert_eq!(error, RecvTimeoutError::Disconnected, "it goes on: {log}");
        (self.process.wait().unwrap().code(), log)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Either fails when the program has ended already, and that is what they are for.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

fn lines(log: ChildStderr) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || BufReader::new(log).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    receiver
}

pub(crate) fn command(directory: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bienvenue"));
    command.current_dir(directory).env_clear();
    command
}
