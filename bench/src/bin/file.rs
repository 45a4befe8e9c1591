//! Answers one file from memory, whatever is asked for: `file bienvenue.wasm.br application/wasm br`. Its encoding is
//! `identity` where there is none.

use axum::{
    Router,
    body::Bytes,
    http::{
        HeaderValue,
        header::{CONTENT_ENCODING, CONTENT_TYPE},
    },
};
use bench::{Outcome, arguments, serve};

#[tokio::main]
async fn main() -> Outcome {
    let [file, content_type, encoding] = arguments("file FILE CONTENT-TYPE ENCODING")?;
    let content = Bytes::from(std::fs::read(file)?);
    let headers =
        [(CONTENT_TYPE, HeaderValue::from_str(&content_type)?), (CONTENT_ENCODING, HeaderValue::from_str(&encoding)?)];
    serve(Router::new().fallback(async move || (headers, content))).await
}
