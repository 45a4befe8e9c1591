//! What is measured, and for how long.

use clap::{Args, ValueEnum};

use crate::build::Profile;

/// What to measure, and for how long.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// A few minutes instead of an hour: fewer users, short runs, each of them once
    #[arg(long)]
    short: bool,
    /// Only this measurement; may be given several times
    #[arg(long, value_enum, value_name = "NAME")]
    only: Vec<Measurement>,
    /// So many users, and no other number
    #[arg(long)]
    users: Option<u32>,
    /// The seconds of each run
    #[arg(long)]
    seconds: Option<u32>,
    /// How often each run is made
    #[arg(long)]
    repetitions: Option<u32>,
    /// Debug builds, for working on the benchmark itself: the figures say nothing
    #[arg(long)]
    dev: bool,
    /// Criterion's benchmarks of small parts, instead
    #[arg(long, conflicts_with_all = ["short", "only", "users", "seconds", "repetitions", "dev"])]
    pub(crate) micro: bool,
}

/// Something that is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Measurement {
    /// Whose session is it?
    SessionCheck,
    /// Signing in, at the cost of a real hash
    LogIns,
    /// Session checks while others sign in
    Meanwhile,
    /// What is written, at the cost of a hash that is next to nothing
    Writes,
    /// Time to start, memory, size
    Footprint,
    /// Pages, rendered
    Pages,
    /// Files of the site
    Files,
}

/// How it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) profile: Profile,
    /// How many users there are for the session check, one after the other.
    pub(crate) sizes: Vec<u32>,
    /// How many there are for everything else.
    pub(crate) users: u32,
    /// Of each run.
    pub(crate) seconds: u32,
    /// Of a run of what takes a third of a second each.
    pub(crate) slow_seconds: u32,
    pub(crate) repetitions: u32,
    only: Vec<Measurement>,
}

impl Options {
    /// What these options mean.
    pub(crate) fn plan(&self) -> Plan {
        let full = Plan {
            profile: if self.dev { Profile::Dev } else { Profile::Release },
            sizes: vec![1_000, 100_000, 1_000_000],
            users: 100_000,
            seconds: 10,
            slow_seconds: 30,
            repetitions: 5,
            only: self.only.clone(),
        };
        let plan = match self.short {
            true => {
                Plan { sizes: vec![1_000, 100_000], users: 20_000, seconds: 5, slow_seconds: 5, repetitions: 1, ..full }
            }
            false => full,
        };
        Plan {
            sizes: self.users.map_or(plan.sizes, |users| vec![users]),
            users: self.users.unwrap_or(plan.users),
            seconds: self.seconds.unwrap_or(plan.seconds),
            slow_seconds: self.seconds.unwrap_or(plan.slow_seconds),
            repetitions: self.repetitions.unwrap_or(plan.repetitions).max(1),
            ..plan
        }
    }
}

impl Plan {
    /// Whether this is to be measured.
    pub(crate) fn has(&self, measurement: Measurement) -> bool {
        self.only.is_empty() || self.only.contains(&measurement)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    fn plan(line: &str) -> Plan {
        Line::try_parse_from(line.split(' ')).unwrap().options.plan()
    }

    #[test]
    fn a_number_of_users_is_the_only_one() {
        let plan = plan("bench --short --users 500 --seconds 1");
        assert_eq!((plan.sizes, plan.users), (vec![500], 500));
        assert_eq!((plan.seconds, plan.slow_seconds, plan.repetitions), (1, 1, 1));
    }

    #[test]
    fn everything_is_measured_unless_something_is_named() {
        assert!(plan("bench --short").has(Measurement::Pages));
        let plan = plan("bench --only session-check --only files");
        assert!(plan.has(Measurement::Files) && plan.has(Measurement::SessionCheck) && !plan.has(Measurement::Pages));
    }
}
