//! The fields that a request may fill in.

use super::{super::error::RestError, unreadable};
use axum::http::StatusCode;
use serde::de::{
    DeserializeOwned,
    value::{Error, MapDeserializer},
};
use std::collections::BTreeMap;

/// The names of all fields of all routes. Whatever else a request brings is ignored.
const NAMES: [&str; 5] = ["code", "email", "new_password", "password", "reset_token"];

/// What a request fills in, by name.
#[derive(Default)]
pub(super) struct Fields(BTreeMap<&'static str, String>);

impl Fields {
    /// Takes a value, `None` when it is not text. Two values for one name are refused: they could be read differently
    /// by whoever checks and whoever uses them.
    pub(super) fn add(&mut self, name: &str, value: Option<String>) -> Result<(), RestError> {
        let Some(name) = NAMES.into_iter().find(|known| *known == name) else { return Ok(()) };
        let value = value.ok_or_else(|| bad_field(name, "is not text"))?;
        match self.0.insert(name, value) {
            Some(_) => Err(bad_field(name, "is given twice")),
            None => Ok(()),
        }
    }

    /// The fields as one of the routes' types; empty where the request says nothing.
    pub(super) fn read<T: DeserializeOwned>(mut self) -> Result<T, RestError> {
        let all = NAMES.map(|name| (name, self.0.remove(name).unwrap_or_default()));
        T::deserialize(MapDeserializer::<_, Error>::new(all.into_iter())).map_err(|_| unreadable())
    }
}

fn bad_field(name: &str, what: &str) -> RestError {
    RestError::new(StatusCode::BAD_REQUEST, format!("{name} {what}"))
}
