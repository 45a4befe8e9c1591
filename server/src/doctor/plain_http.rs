//! Whether somebody who types the address without https stays without it.

use super::{
    probe::{self, ProbeError},
    report::Check,
};
use axum::http::header::LOCATION;
use std::io::ErrorKind;
use url::Url;

pub(super) const NAME: &str = "plain-http";

pub(super) async fn check(url: &Url) -> Check {
    if url.scheme() != "https" {
        return Check::skipped(NAME, "--public-url is not https");
    }
    match unencrypted(url) {
        Some(url) => ask(&url).await,
        None => Check::skipped(NAME, "--public-url has no host"),
    }
}

/// The same host, as browsers ask that are told nothing else.
fn unencrypted(url: &Url) -> Option<Url> {
    Url::parse(&format!("http://{}", url.host_str()?)).ok()
}

async fn ask(url: &Url) -> Check {
    let site = url.origin().ascii_serialization();
    let answer = match probe::get(url, "/", &[]).await {
        Ok(answer) => answer,
        Err(ProbeError::TimedOut) => return Check::ok(NAME, format!("{site} is closed")),
        Err(ProbeError::Unreachable(error)) if error.kind() == ErrorKind::ConnectionRefused => {
            return Check::ok(NAME, format!("{site} is closed"));
        }
        Err(error) => return Check::skipped(NAME, format!("{site}: {error}")),
    };
    let location = answer.headers.get(LOCATION).and_then(|location| location.to_str().ok()).unwrap_or_default();
    match answer.status.is_redirection() && location.starts_with("https://") {
        true => Check::ok(NAME, format!("{site} leads to https")),
        false => Check::warning(
            NAME,
            format!("{site} answers {} without encryption", answer.status),
            "let the proxy redirect it to https, or close port 80",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::report::Status;
    use axum::{Router, http::StatusCode, response::Redirect, routing::get};
    use tokio::net::TcpListener;

    /// What is found where these routes are, or nothing.
    async fn found(routes: Option<Router>) -> Status {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        match routes {
            Some(routes) => drop(tokio::spawn(async { axum::serve(listener, routes).await })),
            None => drop(listener),
        }
        ask(&url).await.status
    }

    #[tokio::test]
    async fn it_is_closed_or_leads_to_https() {
        let to = |place: &'static str| Router::new().route("/", get(async move || Redirect::permanent(place)));
        assert_eq!(found(None).await, Status::Ok);
        assert_eq!(found(Some(to("https://a.example/"))).await, Status::Ok);
        assert_eq!(found(Some(to("/login"))).await, Status::Warning);
        assert_eq!(found(Some(Router::new().route("/", get(async || StatusCode::OK)))).await, Status::Warning);
        let nowhere = Url::parse("http://nowhere.invalid").unwrap();
        assert_eq!(ask(&nowhere).await.status, Status::Skipped);
    }
}
