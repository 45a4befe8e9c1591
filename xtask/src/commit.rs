//! Which commit is built: a running server tells it among its metrics.

use std::{env, process::Command};

use crate::{process, workspace::Workspace};

/// The variable by which the server is told when it is compiled.
pub(crate) const VARIABLE: &str = "GIT_COMMIT";

/// What to tell the server: the commit, with `-dirty` where one of its files was changed since. `None` where the environment
/// says it already, or these sources are not in git.
pub(crate) fn to_tell(workspace: &Workspace) -> Option<String> {
    let is_known = env::var_os(VARIABLE).is_some();
    // An archive may lie in somebody else's repository.
    let is_ours = workspace.path(".git").exists();
    (is_ours && !is_known).then(|| described(process::program(workspace, "git"))).flatten()
}

fn described(mut git: Command) -> Option<String> {
    let output = git.args(["describe", "--always", "--exclude=*", "--abbrev=12", "--dirty"]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use testbed::Scratch;

    use super::*;

    #[test]
    fn the_commit_is_told_and_whether_its_files_were_changed_since() {
        let (workspace, scratch) = (Workspace::find().unwrap(), Scratch::new("commit").unwrap());
        let git = || {
            let mut git = process::program(&workspace, "git");
            git.current_dir(scratch.path()).env("GIT_CEILING_DIRECTORIES", scratch.path().parent().unwrap());
            git
        };
        assert_eq!(described(git()), None, "there is no repository");
        fs::write(scratch.path().join("x"), "x").unwrap();
        let author = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
        let commit = ["commit", "--quiet", "--message=x", "--no-gpg-sign"];
        for arguments in [&["init", "--quiet"][..], &["add", "."], &[&author[..], &commit[..]].concat(), &["tag", "v1"]]
        {
            assert!(process::succeeds(git().args(arguments)), "git {arguments:?}");
        }
        fs::write(scratch.path().join("new"), "").unwrap();
        let clean = described(git()).unwrap();
        assert!(clean.len() == 12 && clean.chars().all(|sign| sign.is_ascii_hexdigit()), "{clean}");
        fs::write(scratch.path().join("x"), "y").unwrap();
        assert_eq!(described(git()), Some(format!("{clean}-dirty")));
    }
}
