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

impl Receive for PasswordPolicy {
    fn receive(from: &Received) -> Option<Self> {
        Some(Self { min_chars: from.field("min_chars")? })
    }
}

impl Receive for Visit {
    fn receive(from: &Received) -> Option<Self> {
        Some(Self {
            mode: from.field("mode")?,
            policy: from.field("policy")?,
            has_mailbox: from.field("has_mailbox")?,
            viewer: from.field("viewer")?,
            account: from.field("account")?,
            flash: from.field("flash")?,
        })
    }
}
