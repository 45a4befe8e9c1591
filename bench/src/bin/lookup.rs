//! Answers `GET /profile` as the service does, out of the same database and in one statement, and does nothing else:
//! `lookup data/bienvenue.db`.

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header::COOKIE},
    routing::get,
};
use bench::{Outcome, arguments, serve};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

/// As many as the service has.
const READERS: u32 = 4;
/// The end of the cookie's name in both modes.
const COOKIE_NAME: &str = "session_id";
const FIND: &str = "SELECT users.email FROM sessions JOIN users ON users.id = sessions.user_id
                        AND users.password_version = sessions.password_version AND users.disabled_at IS NULL
                    WHERE sessions.token_digest = $1";

#[tokio::main]
async fn main() -> Outcome {
    let [file] = arguments("lookup FILE")?;
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let pool = SqlitePoolOptions::new().min_connections(READERS).max_connections(READERS).test_before_acquire(false);
    let pool = pool.connect_with(options).await?;
    serve(Router::new().route("/profile", get(show)).with_state(pool)).await
}

async fn show(State(pool): State<SqlitePool>, headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let token = token(&headers).ok_or(StatusCode::FORBIDDEN)?;
    let digest = Sha256::digest(token.as_bytes());
    let found = sqlx::query_scalar(FIND).bind(digest.as_slice()).fetch_optional(&pool).await;
    let email: Option<String> = found.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    email.map(|email| Json(json!({ "email": email }))).ok_or(StatusCode::FORBIDDEN)
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(COOKIE)?.to_str().ok()?;
    let mut cookies = cookies.split("; ").filter_map(|cookie| cookie.split_once('='));
    cookies.find_map(|(name, value)| name.ends_with(COOKIE_NAME).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_sessions_cookie_is_found_among_others_in_both_modes() {
        for cookies in ["session_id=a", "__Host-device=b; __Host-session_id=a"] {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(cookies))]);
            assert_eq!(token(&headers), Some("a"));
        }
        assert_eq!(token(&HeaderMap::new()), None);
    }
}
