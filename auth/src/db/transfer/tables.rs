//! Every table that has rows of people, with its columns. The first column is the key, by which rows are ordered.

use crate::db::statement::Kind::{self, Bytes, Integer, OptionalInteger, Text, Uuid};
use std::{fmt::Write, iter};

/// A table that a move copies. The texts below are made of its names and numbers only, never of anything stored.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
}

/// In the order in which rows refer to each other.
pub(super) const TABLES: [Table; 8] = [
    Table {
        name: "users",
        columns: &[
            ("id", Uuid),
            ("email", Text),
            ("email_key", Text),
            ("password_hash", Text),
            ("password_version", Integer),
            ("created_at", Integer),
            ("verified_at", Integer),
            ("disabled_at", OptionalInteger),
        ],
    },
    Table {
        name: "sessions",
        columns: &[
            ("id", Uuid),
            ("token_digest", Bytes),
            ("user_id", Uuid),
            ("created_at", Integer),
            ("last_seen_at", Integer),
            ("expires_at", Integer),
            ("password_version", Integer),
            ("confirmed_at", Integer),
            ("device", Text),
            ("network", Text),
        ],
    },
    Table {
        name: "activities",
        columns: &[
            ("id", Uuid),
            ("user_id", Uuid),
            ("kind", Text),
            ("happened_at", Integer),
            ("device", Text),
            ("network", Text),
        ],
    },
    Table {
        name: "password_reset_tokens",
        columns: &[
            ("user_id", Uuid),
            ("email_key", Text),
            ("token_digest", Bytes),
            ("code_hash", Text),
            ("tries", Integer),
            ("created_at", Integer),
            ("expires_at", Integer),
        ],
    },
    Table {
        name: "email_confirmations",
        columns: &[
            ("user_id", Uuid),
            ("email", Text),
            ("email_key", Text),
            ("password_hash", Text),
            ("password_version", Integer),
            ("is_contested", Integer),
            ("session_id", Uuid),
            ("token_digest", Bytes),
            ("code_hash", Text),
            ("tries", Integer),
            ("mails", Integer),
            ("created_at", Integer),
            ("asked_at", Integer),
            ("token_expires_at", Integer),
            ("expires_at", Integer),
            ("device", Text),
            ("network", Text),
        ],
    },
    Table {
        name: "email_undos",
        columns: &[
            ("id", Uuid),
            ("user_id", Uuid),
            ("email", Text),
            ("email_key", Text),
            ("token_digest", Bytes),
            ("code_hash", Text),
            ("tries", Integer),
            ("created_at", Integer),
            ("expires_at", Integer),
        ],
    },
    Table {
        name: "devices",
        columns: &[
            ("id", Uuid),
            ("user_id", Uuid),
            ("token_digest", Bytes),
            ("created_at", Integer),
            ("expires_at", Integer),
        ],
    },
    Table {
        name: "outbox",
        columns: &[
            ("id", Uuid),
            ("user_id", Uuid),
            ("kind", Text),
            ("recipient", Text),
            ("created_at", Integer),
            ("due_at", Integer),
            ("attempts", Integer),
            ("expires_at", Integer),
            ("device", Text),
            ("network", Text),
        ],
    },
];

impl Table {
    pub(super) fn count(&self) -> String {
        format!("SELECT count(*) FROM {}", self.name)
    }

    pub(super) fn last_key(&self) -> String {
        let key = self.key();
        format!("SELECT {key} FROM {} ORDER BY {key} DESC LIMIT 1", self.name)
    }

    /// The rows behind the key `$1`.
    pub(super) fn page(&self, rows: usize) -> String {
        let key = self.key();
        format!("SELECT {} FROM {} WHERE {key} > $1 ORDER BY {key} LIMIT {rows}", self.names(), self.name)
    }

    pub(super) fn insert(&self, rows: usize) -> String {
        let mut text = format!("INSERT INTO {} ({}) VALUES ", self.name, self.names());
        let width = self.columns.len();
        for row in 0..rows {
            let separators = iter::once(if row == 0 { "(" } else { "),(" }).chain(iter::repeat(","));
            for (column, separator) in (1..=width).zip(separators) {
                // Writing to a string does not fail.
                _ = write!(text, "{separator}${}", row * width + column);
            }
        }
        text + ")"
    }

    fn key(&self) -> &'static str {
        self.columns.first().map_or("", |(name, _)| name)
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DatabaseConfig, db::Db};
    use sqlx::{Connection, SqliteConnection};

    #[test]
    fn an_insert_numbers_its_values_through() {
        let table = Table { name: "t", columns: &[("a", Uuid), ("b", Text)] };
        assert_eq!(table.insert(2), "INSERT INTO t (a, b) VALUES ($1,$2),($3,$4)");
    }

    #[tokio::test]
    async fn every_column_of_every_table_is_moved() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("x.db").display());
        Db::open(&DatabaseConfig::new(url.as_str())).await.unwrap().close().await;
        let found: Vec<(String, String)> = sqlx::query_as(
            "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
             WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                 AND m.name NOT IN ('decoys', 'limit_key', 'limits', 'session_changes',
                                    'unfinished_moves') ORDER BY m.name, c.name",
        )
        .fetch_all(&mut SqliteConnection::connect(&url).await.unwrap())
        .await
        .unwrap();
        let mut moved: Vec<(String, String)> = TABLES
            .iter()
            .flat_map(|table| table.columns.iter().map(|(column, _)| (table.name.to_owned(), (*column).to_owned())))
            .collect();
        moved.sort_unstable();
        assert_eq!(found, moved);
    }
}
