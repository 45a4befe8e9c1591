//! What the operating system says about this process, where it says it in `/proc`.

use std::fs;

/// What it takes of the machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Process {
    pub(super) resident_bytes: Option<u64>,
    pub(super) threads: Option<u64>,
    pub(super) descriptors: Option<u64>,
}

impl Process {
    /// This one, now.
    pub(super) fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let descriptors = fs::read_dir("/proc/self/fd").ok().map(|entries| entries.count() as u64);
        Self {
            resident_bytes: number(&status, "VmRSS:").map(|kilobytes| kilobytes * 1024),
            threads: number(&status, "Threads:"),
            // But for the one that they were counted with.
            descriptors: descriptors.map(|descriptors| descriptors.saturating_sub(1)),
        }
    }
}

fn number(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_and_allocated_is_seen() {
        let before = Process::now();
        let opened: Vec<_> = (0..20).map(|_| fs::File::open("/proc/self/status").unwrap()).collect();
        let allocated = vec![1_u8; 64 << 20];
        let after = Process::now();
        assert!(after.descriptors >= before.descriptors.map(|descriptors| descriptors + 10), "{before:?} {after:?}");
        assert!(after.resident_bytes > before.resident_bytes.map(|bytes| bytes + (32 << 20)), "{before:?} {after:?}");
        assert!(after.threads >= Some(1));
        drop((opened, allocated));
    }
}
