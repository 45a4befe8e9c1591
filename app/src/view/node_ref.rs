//! A reference to the node of an element, for what has to be done to it directly.

use crate::reactive::{GetValue, SetValue, StoredValue};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The node of an element, once there is one: never on the server, and in the browser when effects run. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct NodeRef(StoredValue<Option<SendWrapper<Element>>>);

impl NodeRef {
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// The node, if the element is (still) there and of this kind.
    pub(crate) fn get<T: JsCast>(self) -> Option<T> {
        self.0.try_get_value()??.take().dyn_into().ok()
    }

    pub(super) fn set(self, element: &Element) {
        self.0.set_value(Some(SendWrapper::new(element.clone())));
    }
}
