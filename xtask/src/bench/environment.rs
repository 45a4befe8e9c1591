//! The environment: on what, and of what, figures are.

use std::{
    fmt::{self, Display, Formatter},
    fs,
    thread::available_parallelism,
};

use serde::Serialize;

use crate::{build::Profile, process, workspace::Workspace};

/// Where figures were measured.
#[derive(Debug, Serialize)]
pub(crate) struct Environment {
    cores: usize,
    cpu: String,
    kernel: String,
    commit: String,
    /// Cargo's name for how the programs were built.
    profile: &'static str,
    rustc: String,
    wrk: String,
}

impl Environment {
    /// This machine and this source. What can't be found out is told as such.
    pub(crate) fn here(workspace: &Workspace, profile: Profile, wrk: String) -> Self {
        let said = |program: &str, arguments: &[&str]| {
            let answer = process::capture(process::program(workspace, program).args(arguments));
            answer.map_or_else(|_| "unknown".to_owned(), |answer| answer.trim().to_owned())
        };
        let changed = if said("git", &["status", "--porcelain"]).is_empty() { "" } else { ", with changes" };
        Self {
            cores: available_parallelism().map_or(0, usize::from),
            cpu: model(&fs::read_to_string("/proc/cpuinfo").unwrap_or_default()),
            kernel: said("uname", &["-sr"]),
            commit: said("git", &["rev-parse", "--short=12", "HEAD"]) + changed,
            profile: profile.directory(),
            rustc: said("rustc", &["--version"]),
            wrk,
        }
    }

    #[cfg(test)]
    pub(crate) fn unknown() -> Self {
        let unknown = || "unknown".to_owned();
        let (cpu, kernel, commit) = (unknown(), unknown(), unknown());
        Self { cores: 0, cpu, kernel, commit, profile: "release", rustc: unknown(), wrk: unknown() }
    }
}

impl Display for Environment {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { cores, cpu, kernel, commit, profile, rustc, wrk } = self;
        writeln!(f, "{cores} cores of {cpu}, {kernel}")?;
        write!(f, "commit {commit}, {profile} build, {rustc}, {wrk}")
    }
}

/// The processor's name in `/proc/cpuinfo`, which not every architecture tells.
fn model(cpuinfo: &str) -> String {
    let name = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    name.map_or_else(|| "an unknown processor".to_owned(), |(_, name)| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_named_where_the_kernel_knows_it() {
        let cpuinfo = "processor\t: 0\nmodel\t\t: 85\nmodel name\t: Some CPU @ 2.80GHz\nflags\t\t: fpu\n";
        assert_eq!(model(cpuinfo), "Some CPU @ 2.80GHz");
        assert_eq!(model("processor\t: 0\nBogoMIPS\t: 243.75\n"), "an unknown processor");
    }
}
