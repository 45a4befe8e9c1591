//! A proof is the name of a test or of a check, in one of these forms:
//!
//! - `auth email::NAME`: `fn NAME` in `auth/tests/auth/email.rs`, a test of the program that is called as its crate is
//! - `server api cluster::guesses::NAME`: in `server/tests/api/cluster/guesses.rs`
//! - `auth unit hasher::tests::NAME`: beside the code, in `auth/src/hasher.rs` or `auth/src/hasher/tests.rs`
//! - `end2end tests/forms.spec.ts "TITLE"`: a test of Playwright's
//! - `xtask check "NAME"`: one of the checks, as `cargo xtask check` lists them

use std::fs;

use crate::workspace::Workspace;

const CHECKS: &str = "xtask/src/checks.rs";

/// Whether what is named exists.
pub(super) fn is_there(workspace: &Workspace, proof: &str) -> bool {
    let contains =
        |path: &str, text: &str| fs::read_to_string(workspace.path(path)).is_ok_and(|file| file.contains(text));
    match &proof.splitn(3, ' ').collect::<Vec<_>>()[..] {
        ["xtask", "check", name] => contains(CHECKS, &format!("name: {name},")),
        ["end2end", file, title] => {
            title.starts_with('"') && contains(&format!("end2end/{file}"), &format!("test({title},"))
        }
        [krate, "unit", path] => has_test(workspace, &format!("{krate}/src"), path),
        [krate, program, path] => has_test(workspace, &format!("{krate}/tests/{program}"), path),
        [krate, path] => has_test(workspace, &format!("{krate}/tests/{krate}"), path),
        _ => false,
    }
}

/// Whether the module below this directory has such a test.
fn has_test(workspace: &Workspace, directory: &str, path: &str) -> bool {
    let (module, name) = path.rsplit_once("::").unwrap_or(("main", path));
    // A small module of tests stands in the file that it tests, a large one in a file of its own.
    let mut files = [module, module.strip_suffix("::tests").unwrap_or(module)]
        .map(|module| workspace.path(format!("{directory}/{}.rs", module.replace("::", "/"))))
        .into_iter();
    files.any(|file| fs::read_to_string(file).is_ok_and(|text| is_test(&text, name)))
}

/// Whether a function of this name is marked as a test.
fn is_test(text: &str, name: &str) -> bool {
    let Some((before, _)) = text.split_once(&format!("fn {name}(")) else { return false };
    let (above, _) = before.rsplit_once('\n').unwrap_or_default();
    let mut attributes = above.lines().rev().map(str::trim).take_while(|line| line.starts_with("#["));
    attributes.any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_leads_to_its_test() {
        let workspace = Workspace::find().unwrap();
        for proof in [
            "auth email::guesses_at_the_same_time_are_counted_too",
            "server api cluster::guesses::ten_thousand_guesses_from_five_hundred_places_keep_no_owner_out",
            "server timing the_answers_to_known_and_unknown_addresses_are_equal_and_take_the_same_time",
            "auth unit hasher::tests::sixty_four_characters_of_any_script_work",
            "auth unit db::limits::tests::what_is_given_back_can_be_had_again",
            "domain unit email::properties::any_text_is_read_or_refused",
            "end2end tests/history.spec.ts \"after signing out, the back button shows nothing private\"",
            "xtask check \"licences and bans\"",
            "xtask unit statement::proof::tests::every_form_leads_to_its_test",
        ] {
            assert!(is_there(&workspace, proof), "{proof}");
            assert!(!is_there(&workspace, &format!("{proof}x")), "{proof}");
        }
    }

    #[test]
    fn what_is_misspelt_or_no_test_is_not_there() {
        let workspace = Workspace::find().unwrap();
        for proof in [
            "",
            "auth",
            "auth email::",
            "auth email::guesses_at_the_same_time_are_counted",
            "auth emails::guesses_at_the_same_time_are_counted_too",
            "server guesses::guesses_at_the_same_time_are_counted_too",
            "auth unit hasher::tests::hasher",
            "end2end tests/history.spec.ts after signing out",
            "end2end tests/history.spec.ts \"after signing out\"",
            "xtask check \"licences\"",
            "xtask check licences and bans",
        ] {
            assert!(!is_there(&workspace, proof), "{proof}");
        }
    }

    #[test]
    fn a_helper_below_a_test_is_none() {
        let text =
            "#[test]\nfn one() {\n}\n\nfn two() {}\n#[tokio::test(flavor = \"x\")]\n#[ignore]\nasync fn three() {}\n";
        assert!(is_test(text, "one") && !is_test(text, "two") && is_test(text, "three"));
    }
}
