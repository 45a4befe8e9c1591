//! How hard a new password would be to guess.

use serde::{Deserialize, Serialize};

/// An estimate, from the person's point of view: what, if anything, is worth changing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strength {
    /// Guessed within a million tries, and why, where that can be said.
    Weak(Option<Weakness>),
    /// Guessed within a hundred million tries.
    Fair,
    /// Guessed within ten thousand million tries.
    Good,
    /// Not guessed.
    Strong,
}

/// Why a password is easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Weakness {
    /// Many people have it, or one much like it.
    Common,
    /// A single word.
    Word,
    /// A name.
    Name,
    /// A date or a year.
    Date,
    /// Keys that lie side by side.
    Keyboard,
    /// The same again and again.
    Repeat,
    /// What is counted up or down, such as `abc` or `6543`.
    Sequence,
    /// Made of the person's own address.
    Personal,
}
