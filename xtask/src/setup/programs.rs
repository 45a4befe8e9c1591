//! Programs that tests start around the service, by the packages that bring them.

use super::apt;
use crate::{step::note, workspace::Workspace};

/// Programs and the packages of Debian's that bring them.
pub(crate) type Programs = [(&'static str, &'static str)];

/// What the tests of production mode start, or speak through.
pub(crate) const PRODUCTION: &Programs =
    &[("nginx", "nginx-light"), ("caddy", "caddy"), ("openssl", "openssl"), ("curl", "curl")];

/// Whether these programs are here, or could be installed.
pub(crate) fn are_installed(workspace: &Workspace, programs: &Programs) -> bool {
    let missing = || {
        let missing = programs.iter().filter(|(program, _)| testbed::program(program).is_none());
        missing.map(|(_, package)| *package).collect::<Vec<_>>()
    };
    if missing().is_empty() || apt::install(workspace, &missing()) && missing().is_empty() {
        return true;
    }
    note(format!("Not here, and not to be installed by us: {}.", missing().join(", ")));
    false
}
