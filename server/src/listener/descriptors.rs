//! Each connection needs a file descriptor, and systems hand out few unless asked.

/// Besides connections: the database, its log, the program's own.
#[cfg(unix)]
const OTHERS: u64 = 100;

/// Asks the operating system for as many descriptors as these connections need; says so where there are not that many.
#[cfg(unix)]
pub(crate) fn provide(connections: u32) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let needed = u64::from(connections) + OTHERS;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= needed) {
        return;
    }
    let allowed = limit.maximum.map_or(needed, |maximum| maximum.min(needed));
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(allowed), ..limit });
    if raised.is_err() || allowed < needed {
        tracing::warn!(
            allowed,
            "--max-connections {connections} needs {needed} file descriptors, and fewer are allowed; raise the limit \
             (LimitNOFILE in systemd, ulimit -n in a shell), or lower --max-connections"
        );
    }
}

/// Other systems have no such limit.
#[cfg(not(unix))]
pub(crate) fn provide(_: u32) {}
