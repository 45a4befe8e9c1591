//! Child processes: how xtask starts other programs and what it makes of their ends.

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Output, Stdio},
    thread::{self, JoinHandle},
};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// What `cargo run` tells a program about itself. Children must not inherit it: build scripts that watch these
/// variables would run again each time xtask and a plain cargo take turns.
const ABOUT_XTASK: [&str; 4] = ["CARGO", "CARGO_BIN_NAME", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE"];
const ABOUT_XTASK_PREFIXES: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

/// A program to be run in the workspace's root, in the environment that the user's shell gave to `cargo xtask`.
pub(crate) fn program(workspace: &Workspace, name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(workspace.root());
    forget_xtask(&mut command);
    command
}

/// The cargo that runs xtask, with one of its subcommands.
pub(crate) fn cargo(workspace: &Workspace, subcommand: &str) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = program(workspace, cargo);
    command.arg(subcommand);
    command
}

/// Takes cargo's words about xtask out of a child's environment.
pub(crate) fn forget_xtask(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let about_xtask = name.to_str().is_some_and(|name| {
            ABOUT_XTASK.contains(&name) || ABOUT_XTASK_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        });
        if about_xtask {
            command.env_remove(name);
        }
    }
}

/// Runs a program that talks to the user directly.
///
/// # Errors
/// When it cannot be started, or ends with anything but success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a program for what it writes to its standard output.
///
/// # Errors
/// When it cannot be started, ends with anything but success, or writes something else than text.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output =
        command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start `{}`", line(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", line(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` did not write text", line(command)))
}

/// Runs a program for everything it writes, in the order in which it writes it, and shows that to the user as well.
///
/// # Errors
/// When it cannot be started or watched; how it ends is for the caller to judge.
pub(crate) fn tee(mut command: Command, mut each_line: impl FnMut(&str)) -> Result<ExitStatus> {
    let (reader, writer) = io::pipe().context("cannot make a pipe")?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().with_context(|| format!("cannot start `{}`", line(&command)))?;
    // The command holds our writing ends of the pipe; it ends when the child's are the last ones.
    drop(command);
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        let text = String::from_utf8_lossy(&bytes);
        print!("{text}");
        each_line(text.trim_end());
        bytes.clear();
    }
    child.wait().context("cannot tell how a program ended")
}

/// A program that runs while something else is done. What it writes is shown when it has ended.
#[derive(Debug)]
pub(crate) struct Background {
    line: String,
    output: JoinHandle<io::Result<Output>>,
}

impl Background {
    /// Starts it.
    pub(crate) fn start(mut command: Command) -> Self {
        let line = line(&command);
        Self { line, output: thread::spawn(move || command.stdin(Stdio::null()).output()) }
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it could not be started, or ended with anything but success.
    pub(crate) fn wait(self) -> Result<()> {
        let Self { line, output } = self;
        let Ok(output) = output.join() else { bail!("`{line}` was not watched to its end") };
        let output = output.with_context(|| format!("cannot start `{line}`"))?;
        print!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if !output.status.success() {
            bail!("`{line}` failed ({})", output.status);
        }
        Ok(())
    }
}

/// Whether a program can be started and ends well; its words are not shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The first of the directories on `PATH` that has a file of this name, with that name.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|directory| directory.join(&file)).find(|path| path.is_file())
}

/// A command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words: Vec<OsString> = std::iter::once(name).chain(command.get_args()).map(OsStr::to_os_string).collect();
    words.join(OsStr::new(" ")).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn background(argument: &str) -> Background {
        let mut command = Command::new(env!("CARGO"));
        command.arg(argument);
        Background::start(command)
    }

    #[test]
    fn what_ran_meanwhile_is_judged_by_its_end() {
        let (good, bad) = (background("--version"), background("--nonsense"));
        assert!(good.wait().is_ok());
        let error = bad.wait().unwrap_err().to_string();
        assert!(error.starts_with("`cargo --nonsense` failed"), "{error}");
        let missing = Background::start(Command::new("no-such-program"));
        assert_eq!(missing.wait().unwrap_err().to_string(), "cannot start `no-such-program`");
    }
}
