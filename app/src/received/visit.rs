//! What a page knows about the person who opened it.

use super::{Receive, Received};
use crate::visit::Visit;
use domain::{Mode, PasswordPolicy};

impl Receive for Mode {
    fn receive(from: &Received) -> Option<Self> {
        match from.read::<String>()?.as_str() {
            "development" => Some(Self::Development),
            "production" => Some(Self::Production),
            _ => None,
        }
    }
}

fields!(PasswordPolicy: min_chars);

fields!(Visit: mode policy has_mailbox viewer account flash);
