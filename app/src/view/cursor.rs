//! The cursor is the place in a document where the next part of a page is to be found, or to be put.

use super::Text;
use crate::browser::document;
use wasm_bindgen::JsCast;
use web_sys::{Comment, Element, Node, console};

/// A place among the children of a node.
///
/// While a page is hydrated, the nodes are there: the server wrote them, and the cursor passes from one to the next. What
/// is made in the browser is put where the cursor is. So what a part consists of is written down once for both.
pub(super) struct Cursor {
    parent: Node,
    /// The node that the cursor stands before; none where it stands behind the last.
    next: Option<Node>,
    is_hydrating: bool,
    /// Whether the node behind the cursor is a text, which HTML would run together with another one.
    is_after_text: bool,
}

impl Cursor {
    /// Before everything that the server wrote into this node.
    pub(super) fn hydrating(parent: Node) -> Self {
        Self { next: parent.first_child(), parent, is_hydrating: true, is_after_text: false }
    }

    /// Behind a node, to make something new.
    pub(super) fn behind(node: &Node) -> Self {
        // A node that is in no document any more takes nothing, and nobody sees it.
        let parent = node.parent_node().unwrap_or_else(|| node.clone());
        Self { parent, next: node.next_sibling(), is_hydrating: false, is_after_text: false }
    }

    /// Finds or makes an element; tells whether it is new, and gives the cursor before its first child.
    pub(super) fn element(&mut self, tag: &str) -> Option<(Element, bool, Self)> {
        let found = self.find(|node| node.dyn_ref::<Element>().is_some_and(|element| element.local_name() == tag));
        let is_new = found.is_none();
        let element = match found {
            Some(node) => node.unchecked_into(),
            None => self.insert(document().create_element(tag).ok()?),
        };
        self.is_after_text = false;
        let inside = Self {
            next: element.first_child(),
            parent: element.clone().into(),
            is_hydrating: !is_new,
            is_after_text: false,
        };
        Some((element, is_new, inside))
    }

    /// Finds or makes a text, unless it is empty: HTML has no such thing.
    pub(super) fn text(&mut self, text: &Text) -> Option<web_sys::Text> {
        if text.is_empty() {
            return None;
        }
        if self.is_hydrating && self.is_after_text {
            self.comment();
        }
        self.is_after_text = true;
        match self.find(JsCast::has_type::<web_sys::Text>) {
            Some(node) => Some(node.unchecked_into()),
            None => Some(self.insert(document().create_text_node(text))),
        }
    }

    /// Finds or makes a comment, which nobody sees: it marks a place.
    pub(super) fn comment(&mut self) -> Comment {
        self.is_after_text = false;
        match self.find(JsCast::has_type::<Comment>) {
            Some(node) => node.unchecked_into(),
            None => self.insert(document().create_comment("")),
        }
    }

    /// The next node of this kind that the server wrote. Others are passed over: programs that a person has in their
    /// browser put things into pages, too.
    fn find(&mut self, is_meant: impl Fn(&Node) -> bool) -> Option<Node> {
        if !self.is_hydrating {
            return None;
        }
        let mut candidate = self.next.clone();
        while let Some(node) = candidate {
            candidate = node.next_sibling();
            if is_meant(&node) {
                self.next = candidate;
                return Some(node);
            }
        }
        // What is missing is made, and the page goes on; but server and browser should have agreed.
        console::error_1(&"hydration: a node is missing".into());
        None
    }

    fn insert<N: AsRef<Node>>(&self, node: N) -> N {
        _ = self.parent.insert_before(node.as_ref(), self.next.as_ref());
        node
    }
}
