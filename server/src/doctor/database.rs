//! Whether the database can be opened, and has this version's schema.

use super::report::Check;
use crate::failure::with_remedy;
use auth::{DatabaseConfig, DatabaseState, inspect_database};
use std::path::{self, Path};

const NAME: &str = "database";

pub(super) async fn check(config: &DatabaseConfig, data_dir: &Path) -> Check {
    let url = &config.url;
    match inspect_database(config).await {
        Ok(DatabaseState::InMemory) => {
            Check::warning(NAME, "everything is lost when the service stops: it is in memory", "set --database-url")
        }
        Ok(DatabaseState::Missing { directory }) if directory.is_dir() || is_same(&directory, data_dir) => {
            Check::ok(NAME, format!("{url} will be made at the first start"))
        }
        Ok(DatabaseState::Missing { directory }) => Check::problem(
            NAME,
            format!("{url} can't be made: there is no directory {directory:?}"),
            "make it, or choose another --database-url",
        ),
        Ok(DatabaseState::Empty) => Check::ok(NAME, format!("{url} is empty; the first start makes the tables")),
        Ok(DatabaseState::Schema { found, ours }) => schema(url.to_string(), found, ours),
        Err(error) => Check::refused(NAME, &with_remedy(&error)),
    }
}

fn schema(url: String, found: i64, ours: i64) -> Check {
    match found {
        found if found == ours => Check::ok(NAME, format!("{url} has this version's schema ({ours})")),
        found if found < ours => Check::ok(
            NAME,
            format!("{url} has an older version's schema ({found}); the next start brings it to this one's ({ours})"),
        ),
        _ => Check::problem(
            NAME,
            format!("{url} has the schema of a newer version ({found}) than this one ({ours})"),
            "start the newer version of bienvenue",
        ),
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((path::absolute(one), path::absolute(other)), (Ok(one), Ok(other)) if one == other)
}
