//! Finding programs, starting them, waiting until they answer.

use std::{
    env, fs, io,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

/// No program here takes this long to begin or to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked whether it has.
const GLANCE: Duration = Duration::from_millis(20);
/// Where Debian keeps programs that are not for everybody's `PATH`.
const HIDDEN: [&str; 2] = ["/usr/sbin", "/usr/lib/postgresql"];

/// Where a program is: on `PATH`, or where Debian hides it; the newest where there are several versions.
#[must_use]
pub fn program(name: &str) -> Option<PathBuf> {
    let mut directories: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    for hidden in HIDDEN.map(Path::new) {
        directories.push(hidden.to_owned());
        let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(hidden)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
            .collect();
        versions.sort_unstable_by(|a, b| b.cmp(a));
        directories.extend(versions.into_iter().map(|(_, directory)| directory));
    }
    directories.into_iter().map(|directory| directory.join(name)).find(|path| path.is_file())
}

/// [`program`], for who can't do without.
pub(crate) fn required(name: &str) -> io::Result<PathBuf> {
    program(name).ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("the program `{name}` is missing")))
}

/// An address of this machine's own that was free a moment ago.
///
/// # Errors
/// When the operating system has none.
pub fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

/// The port of [`free_address`].
pub(crate) fn free_port() -> io::Result<u16> {
    Ok(free_address()?.port())
}

/// Runs a command to its end; what it says is told when it fails.
pub(crate) fn run(command: &mut Command) -> io::Result<()> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(io::Error::other(format!("{command:?} failed: {}", String::from_utf8_lossy(&said))))
}

/// Waits until somebody listens on a port; `false` when the program ends before.
pub(crate) fn listens(process: &mut Child, port: u16) -> io::Result<bool> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    until("a program does not begin to listen", || {
        if process.try_wait()?.is_some() {
            return Ok(Some(false));
        }
        Ok(TcpStream::connect(address).is_ok().then_some(true))
    })
}

/// Looks again and again until there is an answer.
pub(crate) fn until<T>(complaint: &str, mut look: impl FnMut() -> io::Result<Option<T>>) -> io::Result<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = look()? {
            return Ok(answer);
        }
        if start.elapsed() > PATIENCE {
            return Err(io::Error::new(io::ErrorKind::TimedOut, complaint));
        }
        thread::sleep(GLANCE);
    }
}
