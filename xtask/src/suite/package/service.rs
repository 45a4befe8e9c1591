//! The program as the package installed it, with the settings that the package made.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::system::System;
use crate::process;

/// The settings that are others in a test: it takes any free port, and is not root.
const OF_THE_TEST: [&str; 2] = ["--listen", "--data-dir"];

/// Whether it says its version, and serves.
pub(super) fn check(system: &System<'_>) -> Result<()> {
    let program = system.path("usr/bin/bienvenue");
    let version = process::capture(Command::new(&program).arg("--version"))?;
    if version.trim() != concat!("bienvenue ", env!("CARGO_PKG_VERSION")) {
        bail!("the program says that it is {version}");
    }
    let mut arguments = flags(&system.settings()?)?;
    arguments.push(format!("--data-dir={}", system.path("data").display()));
    let address = testbed::free_address()?;
    let _instance = testbed::Instance::start(&program, address, arguments)?;
    let answer = ask(address)?;
    match answer.starts_with("HTTP/1.1 200 ") {
        true => Ok(()),
        false => bail!("GET / was answered: {answer}"),
    }
}

/// Settings as flags: each variable has one of its name.
fn flags(settings: &str) -> Result<Vec<String>> {
    let mut flags = Vec::new();
    for line in settings.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (name, value) = line.split_once('=').with_context(|| format!("{line:?} sets nothing"))?;
        let name = name.strip_prefix("BIENVENUE_").with_context(|| format!("{name} is no setting"))?;
        let flag = format!("--{}", name.to_lowercase().replace('_', "-"));
        if !OF_THE_TEST.contains(&flag.as_str()) {
            flags.push(format!("{flag}={value}"));
        }
    }
    Ok(flags)
}

fn ask(address: SocketAddr) -> Result<String> {
    let mut connection = TcpStream::connect(address)?;
    write!(connection, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_flags_but_for_those_of_the_test() {
        let settings = "# Settings.\nBIENVENUE_MODE=production\nBIENVENUE_LISTEN=127.0.0.1:5000\n\
                        BIENVENUE_SMTP_URL=smtp://localhost:25?tls=none\n";
        assert_eq!(flags(settings).unwrap(), ["--mode=production", "--smtp-url=smtp://localhost:25?tls=none"]);
        assert!(flags("PATH=/usr/bin\n").is_err());
        assert!(flags("BIENVENUE_MODE\n").is_err());
    }
}
