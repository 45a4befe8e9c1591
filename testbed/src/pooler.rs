//! pgbouncer, in transaction mode: every transaction may run on another connection of the server's.

use crate::{
    Postgres, Scratch,
    account::Account,
    process::{free_port, listens, required},
};
use std::{
    fs, io,
    process::{Child, Command, Stdio},
};

/// A pooler before a PostgreSQL server.
#[derive(Debug)]
pub struct Pooler {
    process: Child,
    port: u16,
    _directory: Scratch,
}

impl Pooler {
    /// Starts a pooler that shares a few of the server's connections among all who ask.
    ///
    /// # Errors
    /// When pgbouncer is missing, or does not start.
    pub fn start(server: &Postgres) -> io::Result<Self> {
        let directory = Scratch::new("pooler")?;
        let account = Account::unprivileged()?;
        account.give(directory.path())?;
        let port = free_port()?;
        let settings = directory.path().join("pgbouncer.ini");
        fs::write(directory.path().join("users.txt"), "\"bienvenue\" \"\"\n")?;
        fs::write(
            &settings,
            format!(
                "[databases]\n* = host=127.0.0.1 port={}\n\
                 [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
                 auth_type = trust\nauth_file = {}/users.txt\n\
                 pool_mode = transaction\ndefault_pool_size = 3\nmax_client_conn = 500\n\
                 ignore_startup_parameters = extra_float_digits\n",
                server.port(),
                directory.path().display(),
            ),
        )?;
        let log = fs::File::create(directory.path().join("log"))?;
        let mut pgbouncer = Command::new(required("pgbouncer")?);
        pgbouncer.arg(&settings).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let mut process = account.run(&mut pgbouncer).spawn()?;
        if !listens(&mut process, port)? {
            let log = fs::read_to_string(directory.path().join("log")).unwrap_or_default();
            return Err(io::Error::other(format!("pgbouncer does not start:\n{log}")));
        }
        Ok(Self { process, port, _directory: directory })
    }

    /// The same database as this URL's, through the pooler.
    #[must_use]
    pub fn before(&self, server: &Postgres, url: &str) -> String {
        url.replace(&format!(":{}/", server.port()), &format!(":{}/", self.port))
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}
