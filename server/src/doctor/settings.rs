//! Whether serving would take the settings.

use super::report::Check;
use crate::config::{Config, ConfigError};
use auth::Mode;

const NAME: &str = "settings";

pub(super) fn check(config: &Result<Config, ConfigError>) -> Check {
    match config.as_ref().map(Config::mode) {
        Ok(Mode::Development) => Check::ok(NAME, "development mode: for a desk, not for the public"),
        Ok(Mode::Production) => Check::ok(NAME, "production mode, with all that it needs"),
        Err(refusal) => Check::refused(NAME, &refusal.to_string()),
    }
}
