//! What stands where there is nothing yet.

use crate::view::{Element, p};

/// Says that there is nothing, and what would bring something.
pub(crate) fn empty(words: &'static str) -> Element {
    p().class("empty").child(words)
}
