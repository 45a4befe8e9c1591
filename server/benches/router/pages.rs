//! Each page, rendered for who may see it.

use crate::service::Service;
use app::routes::PAGES;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use criterion::Criterion;

pub(crate) fn bench(criterion: &mut Criterion, service: &Service) {
    for path in PAGES {
        // Whoever is signed in sees the account, and others the pages for signing in.
        let is_for_strangers = service.status(page(path, "")) == StatusCode::OK;
        let cookie = if is_for_strangers { "" } else { &service.cookie };
        service.bench(criterion, &format!("pages{path}"), StatusCode::OK, || page(path, cookie));
    }
}

fn page(path: &str, cookie: &str) -> Request<Body> {
    Request::get(path).header("accept", "text/html").header("cookie", cookie).body(Body::empty()).unwrap()
}
