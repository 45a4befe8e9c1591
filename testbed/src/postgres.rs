//! A PostgreSQL server.

use crate::{
    Scratch,
    account::Account,
    process::{free_port, listens, required, run, until},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Enough for every test that runs at the same time, and for the services of each.
const MAX_CONNECTIONS: u16 = 300;

/// A PostgreSQL server with an empty database `postgres` and one user, `bienvenue`, who may do everything. It offers
/// TLS, with a certificate that it signed itself.
#[derive(Debug)]
pub struct Postgres {
    process: Child,
    port: u16,
    account: Account,
    /// Beyond those that every server here has.
    settings: Vec<String>,
    directory: Scratch,
}

impl Postgres {
    /// Sets a server up and starts it.
    ///
    /// # Errors
    /// When PostgreSQL or OpenSSL is missing, or does not start.
    pub fn start() -> io::Result<Self> {
        Self::start_with(&[])
    }

    /// [`Postgres::start`] with more settings, such as `max_connections=10`.
    ///
    /// # Errors
    /// As [`Postgres::start`].
    pub fn start_with(settings: &[&str]) -> io::Result<Self> {
        let directory = Scratch::new("postgres")?;
        let account = Account::unprivileged()?;
        account.give(directory.path())?;
        let data = directory.path().join("data");
        let mut initdb = command(account, &required("initdb")?, directory.path());
        // What a killed process wrote is in the kernel's hands; only a power cut would need the disk.
        initdb.args(["--username=bienvenue", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"]);
        run(initdb.arg(&data))?;
        make_certificate(account, &data)?;
        let port = free_port()?;
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let process = spawn(account, directory.path(), port, &settings)?;
        let mut server = Self { process, port, account, settings, directory };
        server.wait()?;
        Ok(server)
    }

    /// How to reach a database of the server, without TLS.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://bienvenue@127.0.0.1:{}/{database}?sslmode=disable", self.port)
    }

    /// The server's port on the loopback address.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate that the server identifies itself with, for the name `localhost`.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.directory.path().join("data/server.crt")
    }

    /// Ends the server and all its processes at once. What they had written is kept by the operating system.
    ///
    /// # Errors
    /// When the operating system does not let us.
    pub fn kill(&mut self) -> io::Result<()> {
        let children = self.children();
        self.process.kill()?;
        self.process.wait()?;
        signal("-KILL", &children)
    }

    /// Lets the server fall silent without ending a connection, as a broken cable would.
    ///
    /// # Errors
    /// When the operating system does not let us.
    pub fn suspend(&self) -> io::Result<()> {
        self.signal_all("-STOP")
    }

    /// Lets the server go on after [`Postgres::suspend`].
    ///
    /// # Errors
    /// When the operating system does not let us.
    pub fn resume(&self) -> io::Result<()> {
        self.signal_all("-CONT")
    }

    fn signal_all(&self, name: &str) -> io::Result<()> {
        let mut processes = self.children();
        processes.push(self.process.id().to_string());
        signal(name, &processes)
    }

    fn children(&self) -> Vec<String> {
        let pid = self.process.id();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        children.split_whitespace().map(str::to_owned).collect()
    }

    /// Starts the server again after [`Postgres::kill`]; it answers when this returns.
    ///
    /// # Errors
    /// When it does not start.
    pub fn restart(&mut self) -> io::Result<()> {
        // While one of the old processes is still there, a new server refuses to start.
        until("PostgreSQL does not start again", || {
            self.process = spawn(self.account, self.directory.path(), self.port, &self.settings)?;
            Ok(self.wait().ok())
        })
    }

    fn wait(&mut self) -> io::Result<()> {
        if listens(&mut self.process, self.port)? {
            // It listens before it has finished recovering.
            return until("PostgreSQL does not get ready", || {
                let ready = Command::new(required("pg_isready")?)
                    .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
                    .status()?;
                Ok(ready.success().then_some(()))
            });
        }
        let log = fs::read_to_string(self.directory.path().join("log")).unwrap_or_default();
        Err(io::Error::other(format!("PostgreSQL does not start:\n{log}")))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Its data goes with it, so it need not end well.
        _ = self.kill();
    }
}

/// Signals processes, some of which may have ended by themselves.
fn signal(name: &str, processes: &[String]) -> io::Result<()> {
    Command::new("kill").arg(name).args(processes).stderr(Stdio::null()).status().map(drop)
}

fn command(account: Account, program: &Path, directory: &Path) -> Command {
    let mut command = Command::new(program);
    account.run(command.current_dir(directory).stdin(Stdio::null()));
    command
}

fn spawn(account: Account, directory: &Path, port: u16, more: &[String]) -> io::Result<Child> {
    let log = fs::File::create(directory.join("log"))?;
    let mut postgres = command(account, &required("postgres")?, directory);
    postgres.arg("-D").arg(directory.join("data")).args(["-p", &port.to_string()]);
    let settings = [
        "listen_addresses=127.0.0.1".to_owned(),
        format!("unix_socket_directories={}", directory.display()),
        format!("max_connections={MAX_CONNECTIONS}"),
        "ssl=on".to_owned(),
        // As above.
        "fsync=off".to_owned(),
        "full_page_writes=off".to_owned(),
    ];
    for setting in settings.iter().chain(more) {
        postgres.args(["-c", setting]);
    }
    postgres.stdout(log.try_clone()?).stderr(log).spawn()
}

fn make_certificate(account: Account, data: &Path) -> io::Result<()> {
    let mut openssl = command(account, &required("openssl")?, data);
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
    openssl.args(["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]);
    // Clients that are strict take no authority's certificate for a server's.
    openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    run(openssl.args(["-keyout", "server.key", "-out", "server.crt"]))
}
