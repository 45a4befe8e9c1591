//! Nobody is made to act by another site's form or script.
//!
//! Browsers say where a request comes from, in `Sec-Fetch-Site` or, older ones and those on plain http, in `Origin`;
//! programs say neither and have no cookies that somebody else could use. `Origin` is compared with what we are set up
//! to be, never with `Host`, which whoever sends the request writes.

use crate::rest::error::message;
use app::ssr::{Assets, foreign_form, prefers_html};
use auth::Mode;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, Method, StatusCode, header::ORIGIN},
    response::Response,
};
use std::sync::Arc;
use url::Url;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// All names of this machine to itself.
const LOCAL_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Where our own forms are, and what a page needs that refuses others.
pub(crate) struct CrossSite {
    origins: Vec<String>,
    assets: Arc<Assets>,
}

impl CrossSite {
    /// Our own forms are at the public URL; in development, where that is this machine, at each of its names.
    pub(crate) fn new(public_url: &str, mode: Mode, assets: Arc<Assets>) -> Self {
        Self { origins: own_origins(public_url, mode), assets }
    }

    fn is_ours(&self, method: &Method, headers: &HeaderMap) -> bool {
        if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
            return true;
        }
        let values = |name: &HeaderName| headers.get_all(name).iter().map(|value| value.as_bytes()).collect::<Vec<_>>();
        match (&values(&SEC_FETCH_SITE)[..], &values(&ORIGIN)[..]) {
            ([site], _) => matches!(*site, b"same-origin" | b"none"),
            ([], [origin]) => self.origins.iter().any(|own| own.as_bytes() == *origin),
            ([], []) => true,
            _ => false,
        }
    }

    /// The answer to what another site sends.
    pub(super) fn refusal(&self, request: &Request) -> Option<Response> {
        if self.is_ours(request.method(), request.headers()) {
            return None;
        }
        tracing::warn!(event = "csrf_refused");
        Some(match prefers_html(request.headers()) {
            true => foreign_form(&self.assets),
            false => message(StatusCode::FORBIDDEN, "this request comes from another site"),
        })
    }
}

fn own_origins(public_url: &str, mode: Mode) -> Vec<String> {
    let url = Url::parse(public_url).ok();
    let local = url.as_ref().filter(|url| mode.is_development() && url.host_str().is_some_and(is_local));
    let port = local.and_then(Url::port).map(|port| format!(":{port}")).unwrap_or_default();
    let others = local.map(|url| LOCAL_HOSTS.map(|host| format!("{}://{host}{port}", url.scheme())));
    std::iter::once(public_url.to_owned()).chain(others.into_iter().flatten()).collect()
}

fn is_local(host: &str) -> bool {
    LOCAL_HOSTS.contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn development_is_at_every_name_of_this_machine_and_production_at_its_public_url_only() {
        let local = ["http://localhost:5000", "http://127.0.0.1:5000", "http://[::1]:5000"];
        for url in local {
            let origins = own_origins(url, Mode::Development);
            assert!(local.iter().all(|origin| origins.contains(&(*origin).to_owned())), "{origins:?}");
            assert_eq!(own_origins(url, Mode::Production), [url]);
        }
        assert!(own_origins("http://localhost", Mode::Development).contains(&"http://127.0.0.1".to_owned()));
        for url in ["http://192.0.2.1:5000", "https://accounts.example.org", "http://localhost.example.org"] {
            assert_eq!(own_origins(url, Mode::Development), [url]);
        }
    }
}
