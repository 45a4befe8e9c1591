//! An account as its page shows it.

use super::{Receive, Received};
use crate::visit::{AccountView, DeviceView, Happening, Instant, Viewer};

impl Receive for Viewer {
    fn receive(from: &Received) -> Option<Self> {
        Some(Self {
            email: from.field("email")?,
            member_since: from.field("member_since")?,
            member_since_words: from.field("member_since_words")?,
        })
    }
}

impl Receive for Instant {
    fn receive(from: &Received) -> Option<Self> {
        Some(Self { machine: from.field("machine")?, words: from.field("words")? })
    }
}

impl Receive for DeviceView {
    fn receive(from: &Received) -> Option<Self> {
        Some(Self {
            id: from.field("id")?,
            name: from.field("name")?,
            network: from.field("network")?,
            begun: from.field("begun")?,
            last_seen: from.field("last_seen")?,
            is_this: from.field("is_this")?,
        })
    }
}

impl Receive for Happening {
    fn receive(from: &Received) -> Option<Self> {
        Some(Self {
            what: from.field("what")?,
            when: from.field("when")?,
            name: from.field("name")?,
            network: from.field("network")?,
        })
    }
}

impl Receive for AccountView {
    fn receive(from: &Received) -> Option<Self> {
        Some(Self {
            viewer: from.field("viewer")?,
            is_verified: from.field("is_verified")?,
            awaited_email: from.field("awaited_email")?,
            confirmed: from.field("confirmed")?,
            devices: from.field("devices")?,
            happenings: from.field("happenings")?,
        })
    }
}
