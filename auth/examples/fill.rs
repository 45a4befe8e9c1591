//! Fills a database for measuring, and prints the token of one of its sessions:
//! `cargo run --release -p auth --features test-support --example fill -- sqlite:./data/bienvenue.db 100000`
#![expect(clippy::print_stdout, clippy::expect_used, clippy::unwrap_used, reason = "a tool for whoever measures")]

use auth::{
    Auth, AuthConfig, Clock, DatabaseConfig, DatabaseUrl, HashCost, Limits, MailConfig, Mode, test_support::fill,
};
use std::env::args;

#[tokio::main]
async fn main() {
    let [url, people] = args().skip(1).collect::<Vec<_>>().try_into().expect("fill URL PEOPLE");
    let url = DatabaseUrl::from(url);
    let config = AuthConfig {
        mode: Mode::Development,
        database: DatabaseConfig::new(url.clone()),
        mail: MailConfig::Mailbox("unused".into()),
        public_url: "http://localhost:5000".into(),
        clock: Clock::System,
        hash_cost: HashCost::STANDARD,
        min_password_chars: AuthConfig::MIN_PASSWORD_CHARS,
        limits: Limits::of(Mode::Development),
    };
    Auth::open(config).await.unwrap().close().await;
    println!("{}", fill(&url, people.parse().unwrap(), Clock::System.now()).await.expose());
}
