//! Bans: crates that only some others may depend on.

use super::policy::Ban;

/// A sentence for every dependency that a ban forbids. Edges are pairs of names: the first depends on the second.
pub(super) fn faults(bans: &[Ban], edges: &[(&str, &str)]) -> Vec<String> {
    let mut faults: Vec<_> = edges.iter().filter_map(|(from, to)| fault(bans, from, to)).collect();
    faults.sort_unstable();
    faults.dedup();
    faults
}

fn fault(bans: &[Ban], from: &str, to: &str) -> Option<String> {
    let ban = bans.iter().find(|ban| ban.name == to)?;
    if ban.wrappers.iter().any(|wrapper| wrapper == from) {
        return None;
    }
    let allowed = if ban.wrappers.is_empty() { "nobody".to_owned() } else { ban.wrappers.join(", ") };
    Some(format!("`{from}` depends on `{to}`, which is for {allowed}: {}", ban.reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ban(name: &str, wrappers: &[&str]) -> Ban {
        let wrappers = wrappers.iter().map(|wrapper| (*wrapper).to_owned()).collect();
        Ban { name: name.to_owned(), wrappers, reason: "because".to_owned() }
    }

    #[test]
    fn a_wrapper_may_depend_on_the_banned_crate() {
        assert!(faults(&[ban("sqlx", &["auth"])], &[("auth", "sqlx"), ("server", "axum")]).is_empty());
    }

    #[test]
    fn anybody_else_is_named_with_the_reason() {
        let faults = faults(&[ban("sqlx", &["auth"])], &[("auth", "sqlx"), ("app", "sqlx")]);
        assert_eq!(faults, ["`app` depends on `sqlx`, which is for auth: because"]);
    }

    #[test]
    fn without_wrappers_nobody_may() {
        let faults = faults(&[ban("openssl-sys", &[])], &[("native-tls", "openssl-sys")]);
        assert_eq!(faults, ["`native-tls` depends on `openssl-sys`, which is for nobody: because"]);
    }
}
