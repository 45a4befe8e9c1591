//! Running programs: the limits and the product, one after the other, each in the scratch directory.

use std::{
    env, fs,
    fs::File,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::http;

/// No program takes this long to begin.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked whether it has. A part of what the time to start is told in.
const GLANCE: Duration = Duration::from_micros(200);
/// How long the product may take to bring a million sessions into memory, and how often it is asked whether it has: while
/// it counts what it stores, it does nothing else.
const RECALLING: Duration = Duration::from_secs(10 * 60);
const QUESTION: Duration = Duration::from_millis(100);
/// The metric that says how many it has.
const REMEMBERED: &str = "bienvenue_sessions_remembered ";
/// By this, a server that is built for tests is asked for hashes that cost next to nothing.
const CHEAP_HASHES: &str = "TEST_CHEAP_HASHES";

/// The database's name in the product's directory.
const DATABASE: &str = "bienvenue.db";

/// A running server; it ends with its owner.
#[derive(Debug)]
pub(crate) struct Program {
    process: Child,
    pub(crate) address: SocketAddr,
    /// From starting the process to the first answer.
    pub(crate) ready_after: Duration,
    /// Where it tells its metrics, if it does.
    metrics: Option<SocketAddr>,
}

/// How the product is started. Everything is on that it comes with.
#[derive(Debug, Clone)]
pub(crate) struct Product {
    pub(crate) program: PathBuf,
    /// Holds the database, and the log.
    pub(crate) directory: PathBuf,
    pub(crate) mail_server: SocketAddr,
    pub(crate) mode: Mode,
    /// Only where the program is built for tests.
    pub(crate) has_cheap_hashes: bool,
}

/// For whom the product serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Production,
    /// Accounts are made at once, and their addresses are confirmed afterwards.
    Development,
}

/// What a limit tells that is no server.
#[derive(Debug, Deserialize)]
struct Rate {
    per_second: f64,
}

impl Program {
    /// Starts a limit that serves.
    ///
    /// # Errors
    /// When it does not.
    pub(crate) fn limit(mut command: Command) -> Result<Self> {
        let begun = Instant::now();
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("a limit can't start")?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let address = line.trim().parse();
        let address = address.with_context(|| format!("{command:?} does not tell where it listens"))?;
        http::get(address, "/profile", "")?;
        Ok(Self { process, address, ready_after: begun.elapsed(), metrics: None })
    }

    /// Starts the product.
    ///
    /// # Errors
    /// When it is not ready in time; the end of its log says why.
    pub(crate) fn product(product: &Product) -> Result<Self> {
        let (address, metrics) = (testbed::free_address()?, testbed::free_address()?);
        let log = product.directory.join("log");
        let mut command = product.command(address, metrics, File::create(&log)?);
        let begun = Instant::now();
        let process = command.spawn().context("the server can't start")?;
        let mut program = Self { process, address, ready_after: Duration::ZERO, metrics: Some(metrics) };
        while !http::get(address, "/healthz", "").is_ok_and(|answer| answer.status == 200) {
            if begun.elapsed() > PATIENCE || program.process.try_wait()?.is_some() {
                bail!("the server is not ready:\n{}", fs::read_to_string(log).unwrap_or_default());
            }
            thread::sleep(GLANCE);
        }
        program.ready_after = begun.elapsed();
        Ok(program)
    }

    /// Waits until the product has so many sessions in memory; answers how long that takes.
    ///
    /// # Errors
    /// When it does not, or tells no metrics.
    pub(crate) fn wait_until_recalled(&self, sessions: u32) -> Result<Duration> {
        let (metrics, begun) = (self.metrics.context("a limit recalls no sessions")?, Instant::now());
        loop {
            let told = String::from_utf8(http::get_ok(metrics, "/metrics", "")?)?;
            let recalled = remembered(&told).context("the server does not tell how many sessions it remembers")?;
            if recalled >= sessions {
                return Ok(begun.elapsed());
            }
            if begun.elapsed() > RECALLING {
                bail!("of {sessions} sessions, the server has recalled {recalled}");
            }
            thread::sleep(QUESTION);
        }
    }

    /// Bytes in memory.
    ///
    /// # Errors
    /// Where the operating system has no such file: only Linux does.
    pub(crate) fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        resident(&status.context("memory is measured on Linux only")?).context("the kernel does not tell VmRSS")
    }

    /// Ends it as the operating system does.
    ///
    /// # Errors
    /// When it does not end well.
    pub(crate) fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.process.id().to_string()).status()?;
        let status = self.process.wait()?;
        match status.success() {
            true => Ok(()),
            false => bail!("a server ended with {status}"),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Either fails when it has ended already.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

impl Product {
    fn command(&self, address: SocketAddr, metrics: SocketAddr, log: File) -> Command {
        let mut command = Command::new(&self.program);
        // What whoever measures has set for other purposes is no setting of this server.
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BIENVENUE_")) {
            command.env_remove(name);
        }
        let directory = self.directory.display();
        // The server makes its data directory itself, so that nobody else may look into it.
        command.arg(format!("--listen={address}")).arg(format!("--data-dir={directory}/data"));
        command.arg(format!("--database-url=sqlite:{directory}/{DATABASE}"));
        command.arg(format!("--metrics-listen={metrics}"));
        command.args(["--trusted-proxy=127.0.0.1", "--mail-from=bench@example.org"]);
        command.arg(format!("--smtp-url={}", testbed::MailServer::url(self.mail_server)));
        if self.mode == Mode::Production {
            command.args(["--mode=production", "--public-url=https://accounts.example.org"]);
        }
        if self.has_cheap_hashes {
            command.env(CHEAP_HASHES, "1");
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        command
    }
}

/// Runs a limit that is no server to its end; answers how many a second it did.
///
/// # Errors
/// When it fails.
pub(crate) fn rate(child: Child) -> Result<f64> {
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("a limit ended with {}", output.status);
    }
    let rate: Rate = serde_json::from_slice(&output.stdout).context("a limit did not tell its rate")?;
    Ok(rate.per_second)
}

/// Copies a database that nobody uses, for the product.
///
/// # Errors
/// When there is no place.
pub(crate) fn copy_database(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    fs::copy(from, to.join(DATABASE)).map(drop).context("cannot copy the database")
}

/// How many sessions are in memory, in the text that metrics are told in.
fn remembered(metrics: &str) -> Option<u32> {
    metrics.lines().find_map(|line| line.strip_prefix(REMEMBERED))?.parse().ok()
}

/// The resident set in what Linux tells about a process (proc_pid_status(5)), in bytes.
fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_told_in_a_line_of_its_own() {
        let metrics = "# TYPE bienvenue_sessions gauge\nbienvenue_sessions 9\n\
            # TYPE bienvenue_sessions_remembered gauge\nbienvenue_sessions_remembered 7\n# EOF\n";
        assert_eq!((remembered(metrics), remembered("# EOF\n")), (Some(7), None));
    }

    #[test]
    fn memory_is_told_in_bytes() {
        let status = "Name:\tbienvenue\nVmPeak:\t  900000 kB\nVmRSS:\t   14336 kB\nThreads:\t3\n";
        assert_eq!(resident(status), Some(14 * 1024 * 1024));
        assert_eq!(resident("Name:\tkthreadd\n"), None);
    }
}
