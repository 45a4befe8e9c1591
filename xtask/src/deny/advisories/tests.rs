use serde_json::{Value, json};

use super::*;

fn advisory(id: &str, informational: Option<&str>, patched: &str) -> Advisory {
    let kind = informational.map(|kind| format!("informational = {kind:?}\n")).unwrap_or_default();
    let versions = format!("[versions]\npatched = [{patched}]\n");
    let file = format!("```toml\n[advisory]\nid = {id:?}\npackage = \"mio\"\n{kind}{versions}```\n\n# Mishap\n");
    Advisory::read(&file).unwrap().unwrap()
}

fn policy(ignore: Value) -> policy::Advisories {
    serde_json::from_value(json!({"ignore": ignore, "unmaintained": "workspace"})).unwrap()
}

/// What is found of this advisory about version 1.0.0, which one of ours names or not.
fn found(policy: &policy::Advisories, advisory: Advisory, is_named: bool) -> Vec<String> {
    let package = json!({
        "id": "x", "name": "mio", "version": "1.0.0", "license": "MIT", "authors": [],
        "manifest_path": "x/Cargo.toml", "dependencies": [],
    });
    let package: Package = serde_json::from_value(package).unwrap();
    faults(policy, &[advisory], &[Crate { package: &package, is_named }])
}

#[test]
fn an_advisory_that_applies_is_a_fault_whoever_names_the_crate() {
    for kind in [None, Some("unsound")] {
        for is_named in [false, true] {
            let faults = found(&policy(json!([])), advisory("RUSTSEC-1", kind, "\">= 1.0.1\""), is_named);
            assert_eq!(faults.len(), 1);
            assert!(faults[0].starts_with("`mio 1.0.0`: RUSTSEC-1, Mishap; take version >=1.0.1"), "{faults:?}");
        }
    }
    assert!(found(&policy(json!([])), advisory("RUSTSEC-1", None, "\">= 0.9\""), true).is_empty());
}

#[test]
fn an_unmaintained_crate_is_a_fault_where_we_name_it_and_a_notice_is_none() {
    let found = |kind, is_named| found(&policy(json!([])), advisory("RUSTSEC-1", Some(kind), ""), is_named).len();
    assert_eq!((found("unmaintained", true), found("unmaintained", false)), (1, 0));
    assert_eq!(found("notice", true), 0);
}

#[test]
fn what_is_ignored_needs_a_reason_and_must_apply() {
    let ignoring = policy(json!([{"id": "RUSTSEC-1", "reason": "nothing of ours calls it"}]));
    assert!(found(&ignoring, advisory("RUSTSEC-1", None, ""), true).is_empty());
    assert_eq!(found(&ignoring, advisory("RUSTSEC-2", None, ""), true).len(), 1);
    let past = found(&ignoring, advisory("RUSTSEC-1", None, "\">= 0.9\""), true);
    assert!(past[0].contains("RUSTSEC-1") && past[0].contains("remove the entry"), "{past:?}");
    let without_reason = json!({"ignore": [{"id": "RUSTSEC-1"}], "unmaintained": "workspace"});
    assert!(serde_json::from_value::<policy::Advisories>(without_reason).is_err());
}
