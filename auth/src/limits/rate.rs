//! A rate is so many in so long.

use std::{fmt, num::NonZeroU32, str::FromStr, time::Duration};
use thiserror::Error;

/// The units of a time, longest first.
const UNITS: [(char, u64); 4] = [('d', 24 * 60 * 60), ('h', 60 * 60), ('m', 60), ('s', 1)];

/// So many in so long: `20/1m`. That many at once are fine; what was taken comes back evenly (the generic cell rate
/// algorithm: ITU-T I.371, annex A).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    most: NonZeroU32,
    per: Duration,
}

/// How wrong passwords for one account slow down who gives them: `5/30s/1h/100`. Some are free; after each of the others
/// there is a pause, twice as long every time; after so many in a row, only a known device or a reset helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guesses {
    /// So many cost nothing.
    pub free: u32,
    /// The pause after these.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// So many in a row at most.
    pub most: u32,
}

/// Why a text is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RateError {
    /// It is no rate.
    #[error("write a number and a time, such as 20/1m (units: s, m, h, d)")]
    Rate,
    /// It does not say how guesses are slowed down.
    #[error("write free guesses, first and longest pause, and the most in a row, such as 5/30s/1h/100")]
    Guesses,
}

impl Rate {
    /// `most` in `per`; one where `most` is none.
    #[must_use]
    pub const fn new(most: u32, per: Duration) -> Self {
        let most = match NonZeroU32::new(most) {
            Some(most) => most,
            None => NonZeroU32::MIN,
        };
        Self { most, per }
    }

    /// The same time, for so many times as many.
    #[must_use]
    pub const fn times(self, factor: u32) -> Self {
        Self::new(self.most.get().saturating_mul(factor), self.per)
    }

    /// In ms, after how long all that was taken has come back.
    pub(crate) fn per_millis(self) -> i64 {
        millis(self.per)
    }

    /// In ms, after how long one of them comes back.
    pub(crate) fn one_millis(self) -> i64 {
        (self.per_millis() / i64::from(self.most.get())).max(1)
    }
}

impl Guesses {
    pub(crate) fn first_pause_millis(self) -> i64 {
        millis(self.first_pause)
    }

    pub(crate) fn longest_pause_millis(self) -> i64 {
        millis(self.longest_pause)
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let (most, per) = text.split_once('/').ok_or(RateError::Rate)?;
        let most = most.trim().parse().map_err(|_| RateError::Rate)?;
        let per = time(per).filter(|per| !per.is_zero()).ok_or(RateError::Rate)?;
        Ok(Self { most, per })
    }
}

impl FromStr for Guesses {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let parts: Vec<_> = text.split('/').collect();
        let [free, first, longest, most] = parts[..] else { return Err(RateError::Guesses) };
        let number = |text: &str| text.trim().parse().ok().filter(|number: &u32| *number > 0);
        let guesses = (|| {
            Some(Self {
                free: number(free)?,
                first_pause: time(first)?,
                longest_pause: time(longest)?,
                most: number(most)?,
            })
        })();
        let fits = |guesses: &Self| guesses.free <= guesses.most && guesses.first_pause <= guesses.longest_pause;
        guesses.filter(fits).ok_or(RateError::Guesses)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.most, in_units(self.per))
    }
}

impl fmt::Display for Guesses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, longest) = (in_units(self.first_pause), in_units(self.longest_pause));
        write!(f, "{}/{first}/{longest}/{}", self.free, self.most)
    }
}

/// `30s`, `15m`, `1h`, `1d`.
fn time(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (_, seconds) = UNITS.iter().find(|(unit, _)| text.ends_with(*unit))?;
    let number: u32 = text.get(..text.len() - 1)?.parse().ok()?;
    Some(Duration::from_secs(u64::from(number) * seconds))
}

fn in_units(time: Duration) -> String {
    let seconds = time.as_secs();
    let fits = |(_, unit): &&(char, u64)| seconds >= *unit && seconds.is_multiple_of(*unit);
    UNITS.iter().find(fits).map_or_else(|| "0s".to_owned(), |(name, unit)| format!("{}{name}", seconds / unit))
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_reads_back_as_it_is_written() {
        for text in ["20/1m", "10/15m", "1/90s", "3/1h", "10/1d", "5000/1h"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
        assert_eq!(" 20 / 60s ".parse::<Rate>().unwrap().to_string(), "20/1m");
        for text in ["5/30s/1h/100", "1/0s/0s/1"] {
            assert_eq!(text.parse::<Guesses>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_limit_is_refused_with_an_example() {
        for text in
            ["", "20", "20/", "/1m", "0/1m", "-1/1m", "20/m", "20/1", "20/0m", "20/1w", "20/1é", "20/99999999999d"]
        {
            let error = text.parse::<Rate>().unwrap_err().to_string();
            assert!(error.contains("20/1m"), "{text}: {error}");
        }
        for text in
            ["", "5", "5/30s/1h", "5/30s/1h/100/1", "0/30s/1h/100", "5/1h/30s/100", "50/30s/1h/10", "5/x/1h/100"]
        {
            assert!(text.parse::<Guesses>().unwrap_err().to_string().contains("5/30s/1h/100"), "{text}");
        }
    }

    #[test]
    fn what_was_taken_comes_back_evenly() {
        let rate: Rate = "20/1m".parse().unwrap();
        assert_eq!((rate.per_millis(), rate.one_millis()), (60_000, 3_000));
        assert_eq!(Rate::new(u32::MAX, Duration::from_secs(1)).one_millis(), 1);
    }
}
