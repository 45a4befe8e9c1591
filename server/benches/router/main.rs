//! Small parts of a request, through the router and without a socket: cookies, forms, and each page rendered.
//! `cargo xtask bench --micro` runs them.
#![expect(clippy::unwrap_used, reason = "a tool for whoever measures")]

mod forms;
mod pages;
mod service;

use criterion::Criterion;
use service::Service;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let service = Service::open();
    forms::bench(&mut criterion, &service);
    pages::bench(&mut criterion, &service);
    service.close();
    criterion.final_summary();
}
