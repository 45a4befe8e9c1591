//! Answers what it is told to, as JSON: `bare '{"email":"person1@example.org"}'`.

use axum::{Router, http::header::CONTENT_TYPE, response::IntoResponse, routing::get};
use bench::{Outcome, arguments, serve};

#[tokio::main]
async fn main() -> Outcome {
    let [answer] = arguments("bare JSON")?;
    let answer: &'static str = answer.leak();
    let handler = async move || ([(CONTENT_TYPE, "application/json")], answer).into_response();
    serve(Router::new().route("/profile", get(handler))).await
}
