//! Forbidden calls: what none of our own code that people run may do, whoever writes it.
//!
//! Clippy's `disallowed-methods` looks at Rust alone and at tests, too; these rules hold for the scripts and templates of
//! the product as well, and let tests do what they like in files of their own.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// What the product is made of; its tests in `tests` directories are not.
const ROOMS: [&str; 7] = ["app/src", "auth/src", "auth/templates", "domain/src", "frontend", "public", "server/src"];

/// Something that must not be called.
struct Rule {
    /// Any of these texts is such a call.
    calls: &'static [&'static str],
    /// Paths that begin like this may.
    except: &'static [&'static str],
    reason: &'static str,
}

const RULES: [Rule; 8] = [
    Rule { calls: &["process::Command", "Command::new"], except: &[], reason: "requests must not start programs" },
    Rule {
        calls: &["Regex::new", "RegexSet"],
        except: &[],
        reason: "no pattern of a stranger's, and none that is slow",
    },
    Rule { calls: &["inner_html", "innerHTML", "document.write"], except: &[], reason: "text must stay text" },
    Rule { calls: &["eval(", "new Function"], except: &[], reason: "the policy of pages forbids it" },
    Rule {
        calls: &["localStorage", "local_storage", "sessionStorage", "session_storage", "indexedDB", "indexed_db"],
        except: &[],
        reason: "nothing of a person stays in a browser",
    },
    Rule { calls: &["postMessage", "post_message", "onmessage"], except: &[], reason: "pages talk to no other window" },
    Rule {
        calls: &["create_session"],
        except: &["auth/src/"],
        reason: "for people, a session begins with a password: call `Auth::log_in`",
    },
    Rule {
        calls: &["AssertSqlSafe"],
        // Names of our own tables and columns, a number, and statements to be explained.
        except: &[
            "auth/src/db/postgres.rs",
            "auth/src/db/query_plan.rs",
            "auth/src/db/transfer/",
            "auth/src/test_support",
        ],
        reason: "a query is a text of ours, and what is looked for is bound to it",
    },
];

/// Checks that nothing forbidden is called.
///
/// # Errors
/// When something is; the message names each file with the reason.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut files = Vec::new();
    for room in ROOMS {
        collect(workspace.root(), Path::new(room), &mut files)?;
    }
    let faults: Vec<_> = files.iter().flat_map(|(path, text)| faults(path, text)).collect();
    if !faults.is_empty() {
        bail!("forbidden calls:\n{}", faults.join("\n"));
    }
    Ok(())
}

/// A sentence for every rule that a file breaks.
fn faults(path: &str, text: &str) -> Vec<String> {
    let rules = RULES.iter().filter(|rule| !rule.except.iter().any(|except| path.starts_with(except)));
    let call_in = |rule: &Rule| rule.calls.iter().find(|call| text.contains(**call));
    let broken = rules.filter_map(|rule| call_in(rule).map(|call| format!("{path} has `{call}`: {}", rule.reason)));
    broken.collect()
}

/// All texts below a directory, each with its path from the root.
fn collect(root: &Path, directory: &Path, files: &mut Vec<(String, String)>) -> Result<()> {
    let entries = fs::read_dir(root.join(directory)).with_context(|| format!("cannot read {}", directory.display()))?;
    for entry in entries {
        let path = directory.join(entry?.file_name());
        if root.join(&path).is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(text) = fs::read_to_string(root.join(&path)) {
            files.push((path.display().to_string(), text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_call_is_named_with_file_and_reason() {
        let faults = faults("app/src/pages/home.rs", "view! { <p inner_html=text /> } // localStorage");
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert_eq!(faults[0], "app/src/pages/home.rs has `inner_html`: text must stay text");
    }

    #[test]
    fn an_exception_is_one_for_its_own_rule_only() {
        let text = "AssertSqlSafe(table.count()); std::process::Command::new(\"sh\")";
        assert_eq!(faults("auth/src/db/transfer/claim.rs", text).len(), 1);
        assert_eq!(faults("auth/src/db/users.rs", text).len(), 2);
    }

    #[test]
    fn every_room_of_the_product_is_looked_at() {
        let workspace = Workspace::find().unwrap();
        for room in ROOMS {
            let mut files = Vec::new();
            collect(workspace.root(), Path::new(room), &mut files).unwrap();
            assert!(!files.is_empty(), "{room}");
        }
    }
}
