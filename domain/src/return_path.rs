//! A return path is the page a person wanted before signing in.

use std::fmt;

/// A path on this very site, safe to redirect to.
///
/// Browsers read `//host`, `/\host` and tabs or line breaks inside as ways to another site, so none of them gets in;
/// nor do `.` and `..`, which could leave a `//` behind when they are resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnPath(String);

impl ReturnPath {
    /// The longest path that is carried along, in bytes.
    pub const MAX_BYTES: usize = 512;
    /// The name of the query parameter and form field that carries it.
    pub const FIELD: &'static str = "next";

    /// Reads a path; `None` when it leads, or could be read to lead, anywhere but to this site.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let harmless = |c: char| c.is_ascii_graphic() && c != '\\';
        if text.len() > Self::MAX_BYTES || !text.starts_with('/') || !text.chars().all(harmless) {
            return None;
        }
        let path = Self(text.to_owned());
        let own = !path.page().contains("//") && !path.page().split('/').any(is_dots);
        own.then_some(path)
    }

    /// Reads the `next` parameter of a query string (without the `?`), decoding it exactly once.
    #[must_use]
    pub fn from_query(query: &str) -> Option<Self> {
        form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == Self::FIELD)
            .and_then(|(_, value)| Self::parse(&value))
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path without its query and fragment: which page it is.
    #[must_use]
    pub fn page(&self) -> &str {
        self.0.split(['?', '#']).next().unwrap_or_default()
    }

    /// `path?next=…`, with this path as the parameter. A slash needs no escape in a query, and reads better.
    #[must_use]
    pub fn append_to(&self, path: &str) -> String {
        let encoded: String = form_urlencoded::byte_serialize(self.0.as_bytes()).collect();
        format!("{path}?{field}={next}", field = Self::FIELD, next = encoded.replace("%2F", "/"))
    }
}

/// `.` and `..`, also percent-encoded, which browsers take for the same (URL Standard, "dot path segment").
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

impl fmt::Display for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_paths_are_accepted() {
        for path in ["/", "/account", "/a/b?c=d&e=%2F#f", "/~x", "/...", "/a?b=//c"] {
            assert_eq!(ReturnPath::parse(path).unwrap().as_str(), path);
        }
    }

    #[test]
    fn ways_to_other_sites_are_refused() {
        for path in [
            "",
            "account",
            "//evil.test",
            "/\\evil.test",
            "\\/evil.test",
            "https://evil.test",
            "https:evil.test",
            "javascript:alert(1)",
            "data:text/html,x",
            "/\t/evil.test",
            "/a\r\nX: y",
            " /account",
            "/é",
            "/a b",
            "/a//b",
            "/.//evil.test",
            "/..//evil.test",
            "/%2e/evil.test",
            "/a/%2E./b",
        ] {
            assert_eq!(ReturnPath::parse(path), None, "{path:?}");
        }
        assert_eq!(ReturnPath::parse(&format!("/{}", "a".repeat(512))), None);
    }

    #[test]
    fn a_query_is_decoded_once() {
        let read = |query| ReturnPath::from_query(query).map(|path| path.to_string());
        assert_eq!(read("next=/account"), Some("/account".into()));
        assert_eq!(read("a=b&next=%2Faccount%3Ftab%3D1"), Some("/account?tab=1".into()));
        assert_eq!(read("next=%252F%252Fevil.test"), None);
        assert_eq!(read("next=//evil.test"), None);
        assert_eq!(read("nothing"), None);
    }

    #[test]
    fn what_is_appended_reads_back() {
        let path = ReturnPath::parse("/account?tab=1&x=%2F").unwrap();
        let url = path.append_to("/login");
        assert_eq!(url, "/login?next=/account%3Ftab%3D1%26x%3D%252F");
        assert_eq!(ReturnPath::from_query(&url["/login?".len()..]), Some(path));
        assert_eq!(ReturnPath::parse("/account").unwrap().append_to("/login"), "/login?next=/account");
    }
}
