//! How much of it the tests do that break what is around the server.

use clap::Args;

/// What is not said is little.
#[derive(Args, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    /// How often the server is killed, and in proportion what else is left to chance; 8 times unless said
    #[arg(long)]
    rounds: Option<u32>,
    /// For how many seconds ten times as many sign in as can; 8 unless said
    #[arg(long)]
    overload: Option<u32>,
    /// How many connections are idle; 1,000 unless said
    #[arg(long)]
    idle: Option<u32>,
}

impl Extent {
    /// As much as the fault matrix asks for.
    const LONG: Self = Self { rounds: Some(200), overload: Some(600), idle: Some(10_000) };

    /// A lot of what nothing is said about.
    pub(crate) fn or_long(self) -> Self {
        Self {
            rounds: self.rounds.or(Self::LONG.rounds),
            overload: self.overload.or(Self::LONG.overload),
            idle: self.idle.or(Self::LONG.idle),
        }
    }

    /// The variables by which the tests are told.
    pub(super) fn variables(self) -> impl Iterator<Item = (&'static str, String)> {
        let all = [
            ("BIENVENUE_TEST_FAULT_ROUNDS", self.rounds),
            ("BIENVENUE_TEST_OVERLOAD_SECONDS", self.overload),
            ("BIENVENUE_TEST_IDLE_CONNECTIONS", self.idle),
        ];
        all.into_iter().filter_map(|(name, number)| Some((name, number?.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_goes_before_what_is_long_and_what_is_not_said_is_left_to_the_tests() {
        let said = Extent { rounds: Some(20), ..Extent::default() };
        assert_eq!(said.variables().collect::<Vec<_>>(), [("BIENVENUE_TEST_FAULT_ROUNDS", "20".to_owned())]);
        let long: Vec<_> = said.or_long().variables().map(|(_, number)| number).collect();
        assert_eq!(long, ["20", "600", "10000"]);
    }
}
