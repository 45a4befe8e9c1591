//! The arrows: which crate of this workspace names which in its Cargo.toml.

use crate::metadata::Metadata;

/// A crate of the workspace and the others that its Cargo.toml may name.
struct Room {
    name: &'static str,
    may_use: &'static [&'static str],
    /// Only behind a feature, because the browser's build must be free from them.
    may_use_optionally: &'static [&'static str],
    may_use_in_tests: &'static [&'static str],
}

/// A room that may use no other.
const ALONE: Room = Room { name: "", may_use: &[], may_use_optionally: &[], may_use_in_tests: &[] };

const ROOMS: [Room; 8] = [
    Room { name: "domain", ..ALONE },
    Room { name: "auth", may_use: &["domain"], may_use_in_tests: &["testbed"], ..ALONE },
    Room { name: "app", may_use: &["domain"], may_use_optionally: &["auth"], ..ALONE },
    Room { name: "frontend", may_use: &["app"], ..ALONE },
    Room { name: "server", may_use: &["app", "auth", "domain"], may_use_in_tests: &["testbed"], ..ALONE },
    Room { name: "testbed", ..ALONE },
    Room { name: "bench", ..ALONE },
    Room { name: "xtask", may_use: &["testbed"], ..ALONE },
];

/// A line in a member's Cargo.toml that names another member, for whatever purpose.
#[derive(Debug)]
struct Arrow<'a> {
    from: &'a str,
    to: &'a str,
    optional: bool,
    for_tests: bool,
}

/// A sentence for every arrow that points where it must not.
pub(super) fn faults(metadata: &Metadata) -> Vec<String> {
    let mut faults: Vec<_> = arrows(metadata).iter().filter_map(fault).collect();
    faults.extend(unknown_rooms(metadata.members().map(|member| member.name.as_str())));
    faults
}

fn arrows(metadata: &Metadata) -> Vec<Arrow<'_>> {
    let is_member = |name: &str| metadata.members().any(|member| member.name == name);
    let all = metadata.members().flat_map(|member| {
        let lines = member.dependencies.iter();
        lines.map(|line| Arrow {
            from: &member.name,
            to: &line.name,
            optional: line.optional,
            for_tests: line.is_for_tests(),
        })
    });
    // A crate may name itself: this is how its tests switch its features on.
    all.filter(|arrow| is_member(arrow.to) && arrow.from != arrow.to).collect()
}

fn fault(arrow: &Arrow<'_>) -> Option<String> {
    let Arrow { from, to, optional, for_tests } = arrow;
    let room = ROOMS.iter().find(|room| room.name == *from)?;
    if room.may_use.contains(to) || *for_tests && room.may_use_in_tests.contains(to) {
        return None;
    }
    if !room.may_use_optionally.contains(to) {
        return Some(format!("{from} -> {to}: `{from}` must not depend on `{to}`; it {}", allowance(room)));
    }
    let fault = format!("{from} -> {to}: `{from}` may depend on `{to}` only as an optional dependency, for the server");
    (!optional).then_some(fault)
}

fn allowance(room: &Room) -> String {
    let allowed: Vec<_> = room.may_use.iter().chain(room.may_use_optionally).map(|name| format!("`{name}`")).collect();
    if allowed.is_empty() {
        return "may depend on no other crate of the workspace".to_owned();
    }
    format!("may depend on {} only", allowed.join(", "))
}

fn unknown_rooms<'a>(members: impl Iterator<Item = &'a str>) -> Vec<String> {
    let unknown = members.filter(|member| ROOMS.iter().all(|room| room.name != *member));
    unknown
        .map(|member| format!("`{member}` has no place yet: say in xtask/src/layers/arrows.rs what it may use"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(from: &str, to: &str, optional: bool) -> Option<String> {
        super::fault(&Arrow { from, to, optional, for_tests: false })
    }

    #[test]
    fn the_testbed_is_for_tests_only() {
        let arrow = |for_tests| Arrow { from: "auth", to: "testbed", optional: false, for_tests };
        assert_eq!(super::fault(&arrow(true)), None);
        assert!(super::fault(&arrow(false)).unwrap().contains("must not depend on `testbed`"));
    }

    #[test]
    fn the_arrows_of_the_architecture_are_allowed() {
        let arrows = [
            ("auth", "domain"),
            ("app", "domain"),
            ("frontend", "app"),
            ("server", "app"),
            ("server", "auth"),
            ("server", "domain"),
        ];
        for (from, to) in arrows {
            assert_eq!(fault(from, to, false), None);
        }
        assert_eq!(fault("app", "auth", true), None);
    }

    #[test]
    fn a_reversed_arrow_is_named_together_with_what_is_allowed() {
        let fault = fault("auth", "server", false).unwrap();
        assert_eq!(fault, "auth -> server: `auth` must not depend on `server`; it may depend on `domain` only");
    }

    #[test]
    fn the_lowest_layer_depends_on_nothing() {
        assert!(fault("domain", "auth", true).unwrap().ends_with("may depend on no other crate of the workspace"));
    }

    #[test]
    fn the_app_may_name_auth_only_optionally() {
        assert!(fault("app", "auth", false).unwrap().contains("only as an optional dependency"));
    }

    #[test]
    fn only_arrows_between_different_crates_of_the_workspace_count() {
        let names = |names: &[&str]| {
            let lines = names.iter().map(|name| serde_json::json!({ "name": name, "optional": false, "kind": null }));
            lines.collect::<Vec<_>>()
        };
        let package = |name: &str, uses: &[&str]| {
            serde_json::json!({
                "id": name, "name": name, "version": "1.0.0", "license": null, "authors": [],
                "manifest_path": "x/Cargo.toml", "dependencies": names(uses),
            })
        };
        let metadata = serde_json::json!({
            "packages": [package("auth", &["auth", "domain", "sqlx"]), package("domain", &[]), package("sqlx", &[])],
            "workspace_members": ["auth", "domain"],
            "resolve": { "nodes": [] },
        });
        let metadata = serde_json::from_value(metadata).unwrap();
        let found: Vec<_> = arrows(&metadata).iter().map(|arrow| (arrow.from, arrow.to)).collect();
        assert_eq!(found, [("auth", "domain")]);
    }

    #[test]
    fn a_new_crate_must_be_given_a_place() {
        let faults = unknown_rooms(["domain", "cellar"].into_iter());
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("`cellar`"), "{faults:?}");
    }
}
