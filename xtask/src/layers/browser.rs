//! The browser's build: what must never be compiled into it.

use crate::toolchain::TARGET;

/// Crates that mean server code, and those that are too heavy for a browser; all of SQLx is among them.
const SERVER_ONLY: [&str; 12] = [
    "auth",
    "axum",
    "bcrypt",
    "hyper",
    "leptos",
    "leptos_axum",
    "lettre",
    "libsqlite3-sys",
    "serde_json",
    "server_fn",
    "tachys",
    "tokio",
];

/// A sentence for every server crate in `cargo tree --prefix none`, whose lines begin with a crate's name.
pub(super) fn faults(tree: &str) -> Vec<String> {
    let mut names: Vec<_> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    names.sort_unstable();
    names.dedup();
    let forbidden = names.into_iter().filter(|name| SERVER_ONLY.contains(name) || name.starts_with("sqlx"));
    forbidden
        .map(|name| {
            let question = format!("cargo tree -p frontend --target {TARGET} -e normal -i {name}");
            format!("`{name}` has got into the browser's build; `{question}` shows on which way")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_crate_in_the_browser_is_named_once() {
        let tree = "frontend v0.1.0 (/somewhere/frontend)\nreactive_graph v0.2.16\ntokio v1.49.0\nsqlx-core v0.9.0\ntokio v1.49.0 (*)\n";
        let faults = faults(tree);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].contains("`sqlx-core`") && faults[1].contains("-i tokio"), "{faults:?}");
    }

    #[test]
    fn a_crate_whose_name_only_begins_like_a_server_crate_is_welcome() {
        assert!(faults("authority v1.0.0\ntokio-macros-free v1.0.0\n").is_empty());
    }
}
