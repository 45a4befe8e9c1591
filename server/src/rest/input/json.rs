//! JSON, read pair by pair: a map would keep one of two values with the same name and drop the other in silence.

use super::{super::error::RestError, Fields, unreadable};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;
use std::fmt;

/// The members of a JSON object, in order, repeated names and all.
struct Members(Vec<(String, Value)>);

pub(super) fn read(body: &[u8]) -> Result<Fields, RestError> {
    let Members(members) = serde_json::from_slice(body).map_err(|_| unreadable())?;
    let mut fields = Fields::default();
    for (name, value) in members {
        fields.add(&name, text(value))?;
    }
    Ok(fields)
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
