//! What pages are made of: a tree of parts, all of one type.
//!
//! Leptos' own views have a type of their own for every element with its attributes and children, and the compiler writes
//! the code that brings it to life for each of those types anew. Nothing is faster, and most of what a browser would load
//! is that code. A page for signing in has a few dozen elements. So here they are data, with one piece of code each to
//! write them as HTML (`ssr/html.rs`), to find them in that HTML again, and to make them in the browser (both in
//! `mount.rs`). Signals and effects, by which a part notices that it has to change, are Leptos'.
//!
//! ```text
//! div().class("asides").child(p().child((words::NEW_HERE, link(routes::REGISTER, words::CREATE_ACCOUNT))))
//! ```

mod cursor;
mod element;
mod mount;
mod node_ref;

pub(crate) use element::*;
pub(crate) use mount::hydrate;
pub(crate) use node_ref::NodeRef;

use crate::reactive::{Get, Memo, untrack};
use std::borrow::Cow;

/// A text, mostly one of our own.
pub(crate) type Text = Cow<'static, str>;

/// A part of a page.
pub(crate) enum Part {
    /// A text. It is never markup.
    Text(Text),
    /// An element, with what is inside.
    Element(Element),
    /// Parts that stand one after another.
    Parts(Vec<Part>),
    /// What is made anew whenever a signal that was read for it has changed.
    Reactive(Box<dyn Fn() -> Part + Send>),
}

/// A part that follows the signals that are read for it.
pub(crate) fn reactive<P: Into<Part>>(part: impl Fn() -> P + Send + 'static) -> Part {
    Part::Reactive(Box::new(move || part().into()))
}

/// One part while something holds, another while it does not. Each stays as it is until that changes.
pub(crate) fn either<Y: Into<Part>, N: Into<Part>>(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    yes: impl Fn() -> Y + Send + 'static,
    no: impl Fn() -> N + Send + 'static,
) -> Part {
    let holds = Memo::new(move |_| holds());
    reactive(move || {
        let holds = holds.get();
        // What is read while the part is made does not make it anew.
        untrack(|| if holds { yes().into() } else { no().into() })
    })
}

impl From<&'static str> for Part {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Element> for Part {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<()> for Part {
    fn from((): ()) -> Self {
        Self::Parts(Vec::new())
    }
}

impl<P: Into<Self>> From<Option<P>> for Part {
    fn from(part: Option<P>) -> Self {
        part.map_or_else(|| ().into(), Into::into)
    }
}

impl<P: Into<Self>> From<Vec<P>> for Part {
    fn from(parts: Vec<P>) -> Self {
        Self::Parts(parts.into_iter().map(Into::into).collect())
    }
}

/// Parts of different kinds, one after another.
macro_rules! several {
    ($($part:ident)+) => {
        impl<$($part: Into<Part>),+> From<($($part,)+)> for Part {
            #[expect(non_snake_case, reason = "each part is named as its type is")]
            fn from(($($part,)+): ($($part,)+)) -> Self {
                Self::Parts(vec![$($part.into()),+])
            }
        }
    };
}

several!(A B);
several!(A B C);
several!(A B C D);
several!(A B C D E);
several!(A B C D E F);
several!(A B C D E F G);
several!(A B C D E F G H);
