//! An instance of the service.

use crate::process::listens;
use std::{
    ffi::OsStr,
    io,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

/// A running `bienvenue`.
#[derive(Debug)]
pub struct Instance(Child);

impl Instance {
    /// Starts the program at an address of this machine, with more arguments; it answers when this returns.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start<A: AsRef<OsStr>>(
        program: &Path,
        address: SocketAddr,
        arguments: impl IntoIterator<Item = A>,
    ) -> io::Result<Self> {
        let mut command = Command::new(program);
        // What whoever runs the tests has set for other purposes is no setting of this instance.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BIENVENUE_")) {
            command.env_remove(name);
        }
        command.args(["--listen", &address.to_string(), "--log", "warn"]).args(arguments);
        let mut process = command.stdin(Stdio::null()).spawn()?;
        if listens(&mut process, address.port())? {
            Ok(Self(process))
        } else {
            Err(io::Error::other(format!("{command:?} does not start")))
        }
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}
