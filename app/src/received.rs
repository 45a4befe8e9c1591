//! What the browser received from the server: JSON, read by the browser's own parser.
//!
//! The server writes with serde. Reading with serde, too, would be the larger part of what a browser has to load for it.

/// Reads a struct by the names of its fields, which serde writes as they are here.
macro_rules! fields {
    ($kind:ty: $($field:ident)+) => {
        impl $crate::received::Receive for $kind {
            fn receive(from: &$crate::received::Received) -> Option<Self> {
                Some(Self { $($field: from.field(stringify!($field))?),+ })
            }
        }
    };
}

/// Reads the variants of an enum that hold nothing by their names, which serde writes as they are here. The others stand
/// behind the semicolon, so that the compiler knows when one is forgotten. Where there are none, that is all there is to
/// read.
macro_rules! named {
    ($kind:ty: $($variant:ident)+) => {
        named!($kind: $($variant)+;);

        impl $crate::received::Receive for $kind {
            fn receive(from: &$crate::received::Received) -> Option<Self> {
                <Self as $crate::received::Named>::named(&from.read::<String>()?)
            }
        }
    };
    ($kind:ty: $($variant:ident)+; $($others:pat)?) => {
        impl $crate::received::Named for $kind {
            #[cfg(test)]
            const NAMES: &[&str] = &[$(stringify!($variant)),+];

            fn named(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($variant) => Some(Self::$variant),)+
                    _ => None,
                }
            }

            #[cfg(test)]
            fn holds_nothing(&self) -> bool {
                match self {
                    $(Self::$variant)|+ => true,
                    $($others => false,)?
                }
            }
        }
    };
}

mod account;
mod error;
mod next;
mod strength;
mod visit;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Array, JSON, Object, Reflect};

/// A value that came as JSON.
pub(crate) struct Received(JsValue);

/// What can be received. `None` is what it is not.
pub(crate) trait Receive: Sized {
    fn receive(from: &Received) -> Option<Self>;
}

/// An enum, some of whose variants hold nothing.
trait Named: Sized {
    #[cfg(test)]
    const NAMES: &[&str];

    fn named(name: &str) -> Option<Self>;

    #[cfg(test)]
    fn holds_nothing(&self) -> bool;
}

impl Received {
    /// Has the browser parse a text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    /// Reads it.
    pub(crate) fn read<T: Receive>(&self) -> Option<T> {
        T::receive(self)
    }

    /// Reads one of its fields.
    fn field<T: Receive>(&self, name: &str) -> Option<T> {
        Self(Reflect::get(&self.0, &name.into()).ok()?).read()
    }

    /// Reads one of several values in a row.
    fn item<T: Receive>(&self, index: u32) -> Option<T> {
        Self(Reflect::get_u32(&self.0, index).ok()?).read()
    }

    /// What serde makes of an enum's variant: its name, or an object whose only field has its name.
    fn variant(&self) -> Option<(String, Self)> {
        if let Some(name) = self.0.as_string() {
            return Some((name, Self(JsValue::NULL)));
        }
        let fields = Object::keys(self.0.dyn_ref::<Object>()?);
        let name = fields.get(0).as_string()?;
        let value = Reflect::get(&self.0, &fields.get(0)).ok()?;
        Some((name, Self(value)))
    }
}

impl Receive for String {
    fn receive(from: &Received) -> Option<Self> {
        from.0.as_string()
    }
}

impl Receive for bool {
    fn receive(from: &Received) -> Option<Self> {
        from.0.as_bool()
    }
}

impl Receive for u32 {
    fn receive(from: &Received) -> Option<Self> {
        // Numbers are all of one kind in JavaScript. None of ours is negative or has a fraction.
        Some(from.0.as_f64()? as Self)
    }
}

impl<T: Receive> Receive for Option<T> {
    fn receive(from: &Received) -> Option<Self> {
        match from.0.is_null() || from.0.is_undefined() {
            true => Some(None),
            false => Some(Some(from.read()?)),
        }
    }
}

impl<T: Receive> Receive for Vec<T> {
    fn receive(from: &Received) -> Option<Self> {
        from.0.dyn_ref::<Array>()?.iter().map(|item| Received(item).read()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        error::AppError,
        visit::{FormId, Message, SignedIn},
    };
    use domain::{EmailError, PasswordError, Strength, Weakness};
    use serde::de::DeserializeOwned;
    use std::fmt::Debug;

    fn names_are_serdes<T: Named + DeserializeOwned + PartialEq + Debug>() {
        for name in T::NAMES {
            let value: T = serde_json::from_value((*name).into()).unwrap();
            assert!(value.holds_nothing());
            assert_eq!(T::named(name), Some(value));
        }
    }

    #[test]
    fn what_serde_writes_is_read_by_the_same_names() {
        names_are_serdes::<AppError>();
        names_are_serdes::<EmailError>();
        names_are_serdes::<FormId>();
        names_are_serdes::<Message>();
        names_are_serdes::<PasswordError>();
        names_are_serdes::<SignedIn>();
        names_are_serdes::<Strength>();
        names_are_serdes::<Weakness>();
    }
}
