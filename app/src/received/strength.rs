//! How hard a new password would be to guess.

use super::{Named, Receive, Received};
use domain::{Strength, Weakness};

named!(Strength: Fair Good Strong; Self::Weak(_));

named!(Weakness: Common Word Name Date Keyboard Repeat Sequence Personal);

impl Receive for Strength {
    fn receive(from: &Received) -> Option<Self> {
        match from.variant()? {
            (name, held) if name == "Weak" => Some(Self::Weak(held.read()?)),
            (name, _) => Self::named(&name),
        }
    }
}
