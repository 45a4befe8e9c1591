//! A user as pages show them.

use super::words::format;
use crate::visit::Viewer;
use auth::User;
use time::{format_description::BorrowedFormatItem, macros::format_description};

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const DAY_IN_WORDS: &[BorrowedFormatItem<'_>] = format_description!("[day padding:none] [month repr:long] [year]");

/// The user as pages show them.
#[must_use]
pub fn of(user: &User) -> Viewer {
    Viewer {
        email: user.email.to_string(),
        member_since: format(user.created_at, DAY),
        member_since_words: format(user.created_at, DAY_IN_WORDS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use auth::{Email, Timestamp, UserId};

    #[test]
    fn a_day_is_shown_to_machines_and_people() {
        let user = User {
            id: UserId(uuid::Uuid::nil()),
            email: Email::parse("bob@me.com").unwrap(),
            created_at: Timestamp::from_millis(1_795_305_599_999),
        };
        let viewer = of(&user);
        assert_eq!(
            (viewer.member_since.as_str(), viewer.member_since_words.as_str()),
            ("2026-11-21", "21 November 2026")
        );
    }
}
