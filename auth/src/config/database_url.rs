//! A database URL says where a database is, and can carry the password that opens it.

use crate::OpenError;
use std::{fmt, path::Path};
use url::Url;
use zeroize::Zeroizing;

/// `sqlite:PATH`, `sqlite::memory:` for a database that is gone with the process, or
/// `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full`. `Display` and `Debug` leave the password out.
#[derive(Clone)]
pub struct DatabaseUrl(Zeroizing<String>);

/// What runs a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EngineKind {
    /// In this process, on a file.
    Sqlite,
    /// PostgreSQL, or an engine that speaks its protocol.
    Postgres,
}

impl DatabaseUrl {
    /// That of a SQLite file. The path is a part of a URL here, so what means something in a URL is escaped.
    #[must_use]
    pub fn of_file(path: &Path) -> Self {
        let path = path.display().to_string();
        format!("sqlite:{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23")).into()
    }

    /// The engine by the URL's scheme; `None` for one that this service does not know.
    pub(crate) fn engine(&self) -> Option<EngineKind> {
        match self.0.split_once(':')?.0 {
            "sqlite" => Some(EngineKind::Sqlite),
            "postgres" | "postgresql" => Some(EngineKind::Postgres),
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

    /// The names of the parameters behind the question mark.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = String> {
        let url = Url::parse(&self.0).ok();
        let names = url.map(|url| url.query_pairs().map(|(name, _)| name.into_owned()).collect::<Vec<_>>());
        names.into_iter().flatten()
    }

    /// What tells this database from every other, without the password: a SQLite file by its whole path, a database on
    /// a server by everything else that the URL says.
    pub(crate) fn identity(&self) -> String {
        if let Some(path) = self.0.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            let whole = std::path::absolute(path).map(|path| path.display().to_string());
            return format!("sqlite:{}", whole.unwrap_or_else(|_| path.to_owned()));
        }
        let Ok(url) = Url::parse(&self.0) else { return self.to_string() };
        let others = url.query_pairs().filter(|(name, _)| name != "password");
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(others).finish();
        format!("{self}?{query}")
    }
}

impl<T: Into<String>> From<T> for DatabaseUrl {
    fn from(text: T) -> Self {
        Self(Zeroizing::new(text.into()))
    }
}

/// SQLite's URLs have no password, nor has what is not even like a URL. Of others, only the parts that can't be one are shown, and nothing where an `@` in
/// the wrong place makes that uncertain.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_url = self.0.contains("://") || self.0.contains('@');
        if self.engine() == Some(EngineKind::Sqlite) || !is_url {
            return f.write_str(&self.0);
        }
        let is_certain = |url: &Url| {
            let rest = [Some(url.path()), url.query(), url.fragment()];
            url.has_host() && !rest.into_iter().flatten().any(|part| part.contains('@'))
        };
        let Some(mut url) = Url::parse(&self.0).ok().filter(is_certain) else { return f.write_str("…") };
        // This does not fail for a URL that has a host.
        _ = url.set_password(None);
        url.set_query(None);
        url.set_fragment(None);
        write!(f, "{url}")
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
            ("sqlite:./data/bienvenue.db", Some(EngineKind::Sqlite)),
            ("sqlite::memory:", Some(EngineKind::Sqlite)),
            ("postgres://localhost/bienvenue", Some(EngineKind::Postgres)),
            ("postgresql://localhost/bienvenue", Some(EngineKind::Postgres)),
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
            ("postgres://db/accounts?passwd=s3cret", "postgres://db/accounts"),
            ("postgres://bob:s3cret@db:port/accounts", "…"),
            ("postgres://bob:s3/cret@db/accounts", "…"),
            ("postgres://bob:12/s3cret@db/accounts", "…"),
            ("postgres://bob:12?s3cret@db/accounts", "…"),
            ("postgres://bob:12#s3cret@db/accounts", "…"),
            ("postgres:bob:s3cret@db", "…"),
            ("s3cret@db", "…"),
            ("bienvenue.db", "bienvenue.db"),
            ("sqlite:./password@home/bienvenue.db?mode=ro", "sqlite:./password@home/bienvenue.db?mode=ro"),
        ] {
            let url = DatabaseUrl::from(url);
            assert_eq!((url.to_string(), format!("{url:?}")), (shown.to_owned(), format!("DatabaseUrl({shown})")));
        }
    }

    #[test]
    fn the_identity_tells_databases_apart_and_has_no_password() {
        let identity = |url: &str| DatabaseUrl::from(url).identity();
        assert_eq!(identity("postgres://bob:s3cret@db/a?password=x&port=1"), "postgres://bob@db/a?port=1");
        assert_ne!(identity("postgres://bob@db/a?port=1"), identity("postgres://bob@db/a?port=2"));
        let here = std::env::current_dir().unwrap().join("x.db").display().to_string();
        for url in ["sqlite:x.db", "sqlite:./x.db", "sqlite://x.db", &format!("sqlite:{here}")] {
            assert_eq!(identity(url), format!("sqlite:{here}"), "{url}");
        }
    }
}
