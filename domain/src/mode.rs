//! A mode says whether the service stands on a desk or on a public address.

use serde::{Deserialize, Serialize};

/// Where the service runs; it decides what is too dangerous to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// On a desk, reachable from this machine only: reset tokens are answered to whoever asks, any password will do.
    #[default]
    Development,
    /// On a public address: nothing tells a stranger who has an account, and secrets travel by mail only.
    Production,
}

impl Mode {
    /// Whether this is [`Mode::Development`].
    #[must_use]
    pub fn is_development(self) -> bool {
        self == Self::Development
    }
}
