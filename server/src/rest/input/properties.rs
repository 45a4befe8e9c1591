use super::*;
use axum::{
    body::{Body, to_bytes},
    response::IntoResponse,
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::Value;
use std::collections::BTreeMap;
use tokio::runtime;

type Values = BTreeMap<String, String>;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data; boundary=boundary";

/// All fields of all routes, with the values that were given.
fn complete(given: &Values) -> Values {
    let names = ["code", "email", "new_password", "password", "reset_token"];
    names.into_iter().map(|name| (name.to_owned(), given.get(name).cloned().unwrap_or_default())).collect()
}

/// Fields, some of which no route asks for.
fn values() -> impl Strategy<Value = Values> {
    let name = select(&["email", "password", "new_password", "code", "Email", "email ", "other", ""][..]);
    let value = prop_oneof!["[a-z0-9@.]{0,12}", "[&=+%;\"'\\\\\\r\\n\\x00 -]{0,8}", any::<String>()];
    vec((name.prop_map(str::to_owned), value), 0..6).prop_map(|fields| fields.into_iter().collect())
}

/// The fields, or the status and the message of the refusal.
fn read(content_type: &str, body: impl Into<Body>) -> Result<Values, (StatusCode, String)> {
    let request = Request::post("/").header(CONTENT_TYPE, content_type).body(body.into()).unwrap();
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        match Input::from_request(request, &()).await {
            Ok(Input(values)) => Ok(values),
            Err(refused) => {
                let refused = refused.into_response();
                let (status, body) = (refused.status(), to_bytes(refused.into_body(), 1_024).await.unwrap());
                let Value::String(message) = serde_json::from_slice::<Value>(&body).unwrap()["message"].take() else {
                    panic!("{body:?}")
                };
                Err((status, message))
            }
        }
    })
}

/// What stands in a multipart body before a value.
fn part(name: &str) -> String {
    format!("--boundary\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n")
}

/// A body that some encoding may have made: its signs in any order, and names of ours between them.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let sign =
        select(&["email", "=", "&", "%", "%4", "+", "{", "}", "[", "]", "\"", ":", ",", "\\u00", "null", "1e9"][..]);
    let line = select(
        &["\r\n", "\r\n\r\n", "--boundary", "--boundary--", "Content-Disposition: form-data; name=", "; filename"][..],
    );
    let piece = prop_oneof![
        4 => sign.prop_map(|sign| sign.as_bytes().to_vec()),
        3 => line.prop_map(|line| line.as_bytes().to_vec()),
        1 => Just(part("password").into_bytes()),
        2 => vec(any::<u8>(), 0..6),
    ];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_encoding_brings_the_same_values(values in values()) {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let form = form.extend_pairs(&values).finish();
        prop_assert_eq!(read(FORM, form).ok(), Some(complete(&values)));
        prop_assert_eq!(read(JSON, serde_json::to_vec(&values).unwrap()).ok(), Some(complete(&values)));
        let parts = values.iter().map(|(name, value)| format!("{}{value}\r\n", part(name))).collect::<String>();
        prop_assert_eq!(read(MULTIPART, format!("{parts}--boundary--\r\n")).ok(), Some(complete(&values)));
    }

    #[test]
    fn a_field_that_is_given_twice_is_refused_in_every_encoding(values in values(), emails in ["[a-z]{0,3}", "[a-z]{0,3}"]) {
        let rest = || values.iter().filter(|(name, _)| *name != "email");
        let rest = || rest().map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs = || rest().chain(emails.iter().map(|email| ("email", email.as_str())));
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let form = form.extend_pairs(pairs()).finish();
        let members = pairs().map(|(name, value)| format!("{}:{}", Value::from(name), Value::from(value)));
        let members = members.collect::<Vec<_>>();
        let parts = pairs().map(|(name, value)| format!("{}{value}\r\n", part(name))).collect::<String>();
        for (content_type, body) in [
            (FORM, form),
            (JSON, format!("{{{}}}", members.join(","))),
            (MULTIPART, format!("{parts}--boundary--\r\n")),
        ] {
            let (_, message) = read(content_type, body).unwrap_err();
            prop_assert_eq!(message, "email is given twice");
        }
    }

    #[test]
    fn any_body_is_read_or_refused_without_being_repeated(body in bodies()) {
        for content_type in [FORM, JSON, MULTIPART] {
            let Err((status, message)) = read(content_type, body.clone()) else { continue };
            prop_assert_eq!(status, StatusCode::BAD_REQUEST);
            let field = message.split(' ').next().unwrap();
            prop_assert!(message == UNREADABLE || complete(&Values::new()).contains_key(field), "{}", message);
        }
    }

    #[test]
    fn any_content_type_is_read_or_refused(
        content_type in "[ -~]{0,20}|(application|multipart)/[a-z]{0,9}(; ?(boundary=)?\"?[a-z]{0,3}\"?)?"
    ) {
        let refused = read(&content_type, "x").err();
        let statuses = [StatusCode::BAD_REQUEST, StatusCode::UNSUPPORTED_MEDIA_TYPE];
        prop_assert!(refused.is_none_or(|(status, _)| statuses.contains(&status)));
    }
}
