//! What helps where an engine says only what went wrong.

use crate::db::{OpenError, error::Meaning, fault::code_of, postgres, sqlite};

impl OpenError {
    /// What helps, where the error does not say it itself and it is known. `url` is what the database's URL is called where
    /// it is set.
    #[must_use]
    pub fn remedy(&self, url: &str) -> Option<String> {
        match (self, self.cause()) {
            (Self::Open(_) | Self::Migrate(_), Some(cause)) => of_cause(cause, url),
            // What stands there of earlier migrations is not what they were.
            (Self::Migrate(_), None) => {
                Some("start the version of bienvenue that it was served with, or restore a backup".to_owned())
            }
            _ => None,
        }
    }
}

fn of_cause(cause: &sqlx::Error, url: &str) -> Option<String> {
    let code = code_of(cause);
    Some(match (cause, &*code) {
        (sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolTimedOut, _) => {
            format!("start the database server, or check host and port in {url}")
        }
        (sqlx::Error::Tls(_), _) => format!("check sslmode and sslrootcert in {url}"),
        // invalid_authorization_specification, invalid_password
        (_, "28000" | "28P01") => format!("check user and password in {url}"),
        // invalid_catalog_name
        (_, "3D000") => format!("make this database, or check its name in {url}"),
        // insufficient_privilege
        (_, "42501") => format!("let this user make tables there, or name another one in {url}"),
        (_, code) if code.len() == 5 => match postgres::meaning(code) {
            Meaning::Conflict | Meaning::Unavailable => {
                "wait until the database server can do it, and see its log".to_owned()
            }
            Meaning::Damaged | Meaning::Fault => format!("see the log of the database server, and check {url}"),
        },
        (_, code) if sqlite::meaning(code) == Meaning::Unavailable => {
            "see that its disk works and has room, and that no other program holds it".to_owned()
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::migrate::MigrateError;
    use std::io;

    #[test]
    fn who_is_not_reached_is_told_of_the_server_and_not_of_a_directory() {
        for (cause, remedy) in [
            (
                sqlx::Error::Io(io::ErrorKind::ConnectionRefused.into()),
                "start the database server, or check host and port",
            ),
            (sqlx::Error::Tls("no".into()), "check sslmode and sslrootcert in --from"),
        ] {
            let said = OpenError::from(cause).remedy("--from").unwrap();
            assert!(said.starts_with(remedy) && said.ends_with("--from"), "{said}");
        }
        assert_eq!(OpenError::from(sqlx::Error::WorkerCrashed).remedy("--from"), None);
        let changed = OpenError::Migrate(MigrateError::VersionMismatch(3)).remedy("--from").unwrap();
        assert!(changed.contains("restore a backup"), "{changed}");
    }
}
