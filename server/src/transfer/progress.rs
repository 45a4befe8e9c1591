//! How far something is: a bar on a terminal, a line for each percent elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write, stderr};

/// Tells how much of a file has been read.
pub(super) enum Progress {
    Bar(ProgressBar),
    Lines { of: u64, percent: Option<u64> },
}

impl Progress {
    pub(super) fn new(of: u64) -> Self {
        if !stderr().is_terminal() {
            return Self::Lines { of, percent: None };
        }
        let bar = ProgressBar::with_draw_target(Some(of), ProgressDrawTarget::stderr());
        // A template that can't be read leaves indicatif's own.
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent} %, {eta} left") {
            bar.set_style(style);
        }
        Self::Bar(bar)
    }

    /// So many bytes have been read.
    pub(super) fn at(&mut self, bytes: u64) {
        match self {
            Self::Bar(bar) => bar.set_position(bytes),
            Self::Lines { of, percent } => {
                let now = (bytes * 100).checked_div(*of).unwrap_or(100);
                if percent.replace(now) != Some(now) {
                    // Nobody may be looking.
                    _ = writeln!(stderr(), "{now} %");
                }
            }
        }
    }

    /// All of it has been read.
    pub(super) fn finish(&mut self) {
        match self {
            Self::Bar(bar) => bar.finish_and_clear(),
            &mut Self::Lines { of, .. } => self.at(of),
        }
    }
}
