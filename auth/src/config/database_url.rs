//! A database URL says where a database is, and can carry the password that opens it.

use crate::OpenError;
use std::fmt;
use url::Url;
use zeroize::Zeroizing;

/// `sqlite:PATH`, `sqlite::memory:` for a database that is gone with the process, or
/// `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full`. `Display` and `Debug` leave the password out.
#[derive(Clone)]
pub struct DatabaseUrl(Zeroizing<String>);

/// What runs a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// In this process, on a file.
    Sqlite,
    /// PostgreSQL, or an engine that speaks its protocol.
    Postgres,
}

impl DatabaseUrl {
    /// The engine by the URL's scheme; `None` for one that this service does not know.
    pub(crate) fn engine(&self) -> Option<Engine> {
        match self.0.split_once(':')?.0 {
            "sqlite" => Some(Engine::Sqlite),
            "postgres" | "postgresql" => Some(Engine::Postgres),
            _ => None,
        }
    }

    /// The URL itself, with the password. For the engine only.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Says why this URL can't be used.
    pub(crate) fn refuse(&self, reason: &str) -> OpenError {
        OpenError::Url { url: self.to_string(), reason: reason.to_owned() }
    }
}

impl<T: Into<String>> From<T> for DatabaseUrl {
    fn from(text: T) -> Self {
        Self(Zeroizing::new(text.into()))
    }
}

/// What can't be read as a URL may have its password anywhere, so nothing of it is shown.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.contains('@') && !self.0.contains("password") {
            return f.write_str(&self.0);
        }
        match Url::parse(&self.0) {
            Ok(mut url) if url.has_host() && !url.path().contains('@') => {
                // Neither fails for a URL that has a host.
                _ = url.set_password(None);
                url.set_query(None);
                url.set_fragment(None);
                write!(f, "{url}")
            }
            _ => f.write_str("…"),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_names_the_engine() {
        for (url, engine) in [
            ("sqlite:./data/bienvenue.db", Some(Engine::Sqlite)),
            ("sqlite::memory:", Some(Engine::Sqlite)),
            ("postgres://localhost/bienvenue", Some(Engine::Postgres)),
            ("postgresql://localhost/bienvenue", Some(Engine::Postgres)),
            ("mysql://localhost/bienvenue", None),
            ("bienvenue.db", None),
            ("", None),
        ] {
            assert_eq!(DatabaseUrl::from(url).engine(), engine, "{url}");
        }
    }

    #[test]
    fn the_password_is_shown_nowhere() {
        for (url, shown) in [
            ("postgres://bob:s3cret@db.example:5432/accounts", "postgres://bob@db.example:5432/accounts"),
            ("postgres://bob@db/accounts?password=s3cret&sslmode=require", "postgres://bob@db/accounts"),
            ("postgres://db/accounts?password=s3cret", "postgres://db/accounts"),
            ("postgres://bob:s3cret@db:port/accounts", "…"),
            ("postgres://bob:s3/cret@db/accounts", "…"),
            ("postgres:bob:s3cret@db", "…"),
            ("s3cret@db", "…"),
            ("postgres://bob:12/s3cret@db/accounts", "…"),
            ("postgres://db/accounts?sslmode=require", "postgres://db/accounts?sslmode=require"),
            ("sqlite:./data/bienvenue.db?mode=ro", "sqlite:./data/bienvenue.db?mode=ro"),
        ] {
            let url = DatabaseUrl::from(url);
            assert_eq!((url.to_string(), format!("{url:?}")), (shown.to_owned(), format!("DatabaseUrl({shown})")));
        }
    }
}
