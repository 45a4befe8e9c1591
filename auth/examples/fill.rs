//! Fills a database for measuring, and prints the token of one of its sessions:
//! `cargo run --release -p auth --features test-support --example fill -- sqlite:./data/bienvenue.db 100000`
#![expect(clippy::print_stdout, clippy::expect_used, clippy::unwrap_used, reason = "a tool for whoever measures")]

use auth::{
    Auth, Clock, DatabaseConfig, DatabaseUrl,
    test_support::{fill, production},
};
use std::env::args;

#[tokio::main]
async fn main() {
    let [url, people] = args().skip(1).collect::<Vec<_>>().try_into().expect("fill URL PEOPLE");
    let url = DatabaseUrl::from(url);
    Auth::open(production(DatabaseConfig::new(url.clone()))).await.unwrap().close().await;
    println!("{}", fill(&url, people.parse().unwrap(), Clock::System.now()).await.expose());
}
