//! The statements: what `docs/security.md` and `docs/faults.md` claim, and whether what they name as proof is there.
//!
//! A row of a table whose last column is headed "held by" names tests or documents there, or says that it is not held, or
//! why it concerns nothing here. Whether a test shows what the row claims is for people to judge; that it exists is told
//! here, so that renaming one does not leave a claim behind that nothing holds.

mod proof;

use std::fs;

use anyhow::{Context, Result, bail};

use self::proof::is_there;
use crate::workspace::Workspace;

const FILES: [&str; 2] = ["docs/security.md", "docs/faults.md"];
const COLUMN: &str = "held by";
/// How a cell begins that names no proof because there is nothing to prove.
const EXCUSES: [&str; 2] = ["**not held**: ", "**n/a**: "];

/// Checks that each row names a proof, and that each proof exists.
///
/// # Errors
/// When one does not; the message names all of them by line.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut all = Vec::new();
    for file in FILES {
        let text = fs::read_to_string(workspace.path(file)).with_context(|| format!("cannot read {file}"))?;
        all.extend(
            faults(&text, |proof| is_there(workspace, proof)).into_iter().map(|fault| format!("{file}, {fault}")),
        );
    }
    if !all.is_empty() {
        bail!("something is claimed that nothing holds:\n{}", all.join("\n"));
    }
    Ok(())
}

/// A sentence for every row that proves nothing, for every proof that is not there, and for a text without any row.
fn faults(text: &str, is_there: impl Fn(&str) -> bool) -> Vec<String> {
    let rows = rows(text);
    if rows.is_empty() {
        return vec![format!("there is no table whose last column is headed \"{COLUMN}\"")];
    }
    let of_row = |(line, cell): &(usize, &str)| {
        let (proofs, has_document) = (proofs(cell), cell.contains("]("));
        let is_excused = EXCUSES.iter().any(|excuse| cell.starts_with(excuse));
        let missing = proofs.iter().filter(|proof| !is_there(proof));
        let mut faults: Vec<_> =
            missing.map(|proof| format!("line {line}: there is no `{proof}`; name a test that exists")).collect();
        if proofs.is_empty() && !has_document && !is_excused {
            faults.push(format!("line {line}: nothing holds this; name a test, or say that it is not held"));
        }
        faults
    };
    rows.iter().flat_map(of_row).collect()
}

/// The last cells of the tables that have the column, each with the number of its line.
fn rows(text: &str) -> Vec<(usize, &str)> {
    let (mut rows, mut is_ours) = (Vec::new(), false);
    for (index, line) in text.lines().enumerate() {
        let Some(cell) = line.strip_prefix('|').and_then(|row| row.strip_suffix('|')?.rsplit('|').next()) else {
            is_ours = false;
            continue;
        };
        match cell.trim() {
            COLUMN => is_ours = true,
            rule if rule.starts_with("---") => {}
            cell if is_ours => rows.push((index + 1, cell)),
            _ => {}
        }
    }
    rows
}

/// What stands between backticks.
fn proofs(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(cell: &str) -> Vec<String> {
        let text = format!(
            "| id | held by |\n| --- | --- |\n| 1.1.1 | {cell} |\n\n| id | what |\n| --- | --- |\n| x | `y` |\n"
        );
        faults(&text, |proof| proof == "auth email::there")
    }

    #[test]
    fn a_test_a_document_and_an_excuse_will_do() {
        for cell in [
            "`auth email::there`",
            "[README](../README.md#limits)",
            "**not held**: needs a second factor",
            "**n/a**: there is no OAuth",
        ] {
            assert!(faults_of(cell).is_empty(), "{cell}");
        }
    }

    #[test]
    fn what_is_not_there_is_named_with_its_line_even_beside_what_is() {
        let faults = faults_of("`auth email::there`, `auth email::gone`");
        assert_eq!(faults, ["line 3: there is no `auth email::gone`; name a test that exists"]);
        assert_eq!(faults_of("**not held**: but for `auth email::gone`").len(), 1);
    }

    #[test]
    fn a_claim_without_a_proof_is_one_too_many() {
        assert_eq!(
            faults_of("we are careful"),
            ["line 3: nothing holds this; name a test, or say that it is not held"]
        );
        assert_eq!(faults("no table", |_| true).len(), 1);
    }
}
