//! wrk, which makes the load: one thread, so that the other core is the server's.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

use super::load::Load;
use crate::{
    process,
    setup::programs::{Programs, are_installed},
    workspace::Workspace,
};

/// A slow answer is a slow answer, and not an error, until then.
const TIMEOUT: &str = "--timeout=30s";

const PACKAGES: &Programs = &[("wrk", "wrk")];
const MISSING: &str = "wrk is missing, which makes the load. Install it (Debian: apt install wrk; \
                       Homebrew: brew install wrk), then run this again.";

/// The installed program, with our scripts.
#[derive(Debug)]
pub(crate) struct Wrk {
    program: PathBuf,
    scripts: PathBuf,
}

/// What wrk is to do.
#[derive(Debug, Clone)]
pub(crate) struct Requests {
    script: &'static str,
    arguments: Vec<String>,
}

/// A run under way.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Requests {
    /// `GET` of a path, as somebody who takes this.
    pub(crate) fn get(path: &str, accept: &str, encoding: &str) -> Self {
        Self { script: "get.lua", arguments: [path, accept, encoding].map(str::to_owned).to_vec() }
    }

    /// The same, by the people with these secrets in their cookies.
    pub(crate) fn signed_in(mut self, cookie: &str, secrets: &Path) -> Self {
        self.arguments.extend([cookie.to_owned(), secrets.display().to_string()]);
        self
    }

    /// `POST` of e-mail and password of people with this name, from a number on, so many of them.
    pub(crate) fn post(path: &str, password: &str, name: &str, first: u32, people: u32) -> Self {
        let arguments = [path, password, name, &first.to_string(), &people.to_string()].map(str::to_owned).to_vec();
        Self { script: "post.lua", arguments }
    }
}

impl Wrk {
    /// Finds the program, or installs it where that is possible, and writes its scripts into a directory.
    ///
    /// # Errors
    /// Where to get it, when it is missing.
    pub(crate) fn provide(workspace: &Workspace, directory: &Path) -> Result<Self> {
        are_installed(workspace, PACKAGES);
        let program = process::on_path("wrk").context(MISSING)?;
        let scripts = [("get.lua", include_str!("get.lua")), ("post.lua", include_str!("post.lua"))];
        for (name, script) in scripts {
            let script = format!("{script}\n{}", include_str!("done.lua"));
            fs::write(directory.join(name), script).with_context(|| format!("cannot write {name}"))?;
        }
        Ok(Self { program, scripts: directory.to_owned() })
    }

    /// What it says its version is.
    pub(crate) fn version(&self) -> String {
        // It ends with 1 after saying so.
        let output = Command::new(&self.program).arg("--version").output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        text.split(" Copyright").next().unwrap_or_default().trim().to_owned()
    }

    /// Puts load on a server, over so many connections for so many seconds.
    ///
    /// # Errors
    /// When it can't, or not everything is answered well.
    pub(crate) fn run(&self, at: SocketAddr, requests: &Requests, connections: u32, seconds: u32) -> Result<Load> {
        self.start(at, requests, connections, seconds)?.finish()
    }

    /// Begins to do so.
    ///
    /// # Errors
    /// When it can't be started.
    pub(crate) fn start(&self, at: SocketAddr, requests: &Requests, connections: u32, seconds: u32) -> Result<Running> {
        let mut command = Command::new(&self.program);
        command.args(["-t1", "--latency", TIMEOUT, &format!("-c{connections}"), &format!("-d{seconds}s"), "-s"]);
        command.arg(self.scripts.join(requests.script)).arg(format!("http://{at}")).arg("--").args(&requests.arguments);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("cannot start wrk")?;
        Ok(Running(child))
    }
}

impl Running {
    /// Waits for the end.
    ///
    /// # Errors
    /// When it could not do its work, or not everything was answered well.
    pub(crate) fn finish(self) -> Result<Load> {
        let output = self.0.wait_with_output().context("cannot read what wrk writes")?;
        Load::read(&String::from_utf8_lossy(&output.stdout))
    }
}
