//! The server under watch: a process of its own, in a directory of its own.

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
};
use tempfile::TempDir;

/// A running server.
pub(crate) struct Program {
    process: Child,
    pub(crate) url: String,
    /// What it said that nobody wants to read: errors of its own.
    errors: Receiver<String>,
    directory: TempDir,
}

impl Program {
    pub(crate) fn start(path: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut command = Command::new(std::path::absolute(path).unwrap());
        command.current_dir(&directory).env_clear().args(["--listen=127.0.0.1:0", "--log-format=json"]);
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut entries = lines.map(|line| (serde_json::from_str::<Value>(&line).unwrap(), line));
        let (ready, _) = entries.find(|(entry, _)| entry["message"] == "ready").unwrap();
        let url = format!("http://{}", ready["address"].as_str().unwrap());
        let (sender, errors) = mpsc::channel();
        // All the time: a full pipe would bring the server to a stand.
        thread::spawn(move || {
            let errors = entries.filter(|(entry, _)| entry["level"] == "ERROR");
            errors.map(|(_, line)| line).try_for_each(|line| sender.send(line))
        });
        Self { process, url, errors, directory }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.url.strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// Its id in the operating system.
    pub(crate) fn id(&self) -> Pid {
        Pid::from_child(&self.process)
    }

    /// Its database.
    pub(crate) fn database(&self) -> PathBuf {
        self.directory.path().join("data/bienvenue.db")
    }

    /// Stops it as the operating system does; answers what is to be complained about.
    pub(crate) fn stop(mut self) -> Vec<String> {
        kill_process(self.id(), Signal::TERM).unwrap();
        let log = self.database().with_extension("db-wal");
        let status = self.process.wait().unwrap();
        let mut complaints: Vec<_> = self.errors.iter().collect();
        if status.code() != Some(0) {
            complaints.push(format!("it ended with {status}"));
        }
        if log.exists() {
            complaints.push("it left a write-ahead log behind".to_owned());
        }
        complaints
    }
}
