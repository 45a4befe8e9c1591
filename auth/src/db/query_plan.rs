//! Looks at how SQLite would run each statement, and panics where one reads a whole table or index that grows with the
//! number of people. Tests only: no other build has it. So every test that runs a statement is also a test of its plan.

use super::statement::Statement;
use sqlx::{AssertSqlSafe, Row as _, SqliteConnection};
use std::{
    collections::HashSet,
    sync::{LazyLock, Mutex, PoisonError},
};

/// Texts whose plan was looked at; it is the same each time.
static SEEN: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// What does not grow with the number of people: constants, a move's table, and what SQLite knows of itself.
const SMALL: [&str; 5] = ["CONSTANT ROW", "unfinished_moves", "sqlite_master", "_sqlx_migrations", "pragma_"];
/// So much of a statement's text is shown, in characters.
const SHOWN: usize = 400;

/// Looks at the plan of a statement, unless it may scan, or was looked at before.
#[expect(clippy::panic, reason = "a panic is how a test fails")]
pub(super) async fn check(connection: &mut SqliteConnection, statement: &Statement<'_>) -> Result<(), sqlx::Error> {
    let Some(text) = statement.text_of_a_search().filter(|text| is_new(text)) else { return Ok(()) };
    let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"))).fetch_all(connection).await?;
    for row in rows {
        let step: String = row.try_get("detail")?;
        if scans(&step) {
            let text: String = text.chars().take(SHOWN).collect();
            panic!("a statement reads a whole table: {step}\n{text}");
        }
    }
    Ok(())
}

fn is_new(text: &str) -> bool {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned())
}

/// Reads a step as SQLite describes it (sqlite.org/eqp.html): a scan goes through all of a table, or of its index. Those
/// of subqueries begin with a parenthesis, those of `VALUES` with a digit.
fn scans(step: &str) -> bool {
    let scanned = step
        .strip_prefix("SCAN ")
        .filter(|what| what.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_'));
    scanned.is_some_and(|what| !SMALL.iter().any(|small| what.starts_with(small)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_of_a_table_or_of_its_index_is_seen() {
        assert!(scans("SCAN sessions"));
        assert!(scans("SCAN sessions USING COVERING INDEX sessions_by_user"));
        for harmless in [
            "SEARCH sessions USING INDEX sessions_by_user (user_id=?)",
            "SCAN CONSTANT ROW",
            "SCAN (subquery-1)",
            "SCAN 500-ROW VALUES CLAUSE",
        ] {
            assert!(!scans(harmless), "{harmless}");
        }
    }
}
