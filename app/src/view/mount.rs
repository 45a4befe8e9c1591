//! Mounting: bringing parts to life in the browser, whether the server wrote them or they are made there.

use super::{Element, Part, cursor::Cursor, element::Feature};
use crate::browser::Listener;
use reactive_graph::effect::RenderEffect;
use std::{cell::Cell, rc::Rc};

/// What is alive in the document. Dropping it ends its effects and listeners; the nodes stay.
pub(crate) enum Mounted {
    /// Nothing that could be removed.
    Nothing,
    Text(web_sys::Text),
    /// With what is alive inside of it.
    Element(web_sys::Element, Vec<Mounted>),
    Parts(Vec<Mounted>),
    /// What follows its signals, behind a comment that marks its place.
    Reactive(web_sys::Comment, RenderEffect<Mounted>),
    /// An attribute that follows its signals.
    Attribute(#[expect(dead_code, reason = "it is kept alive")] RenderEffect<Mounted>),
    Handler(#[expect(dead_code, reason = "it is kept alive")] Listener),
}

/// Brings to life what the server has written into this node.
pub(crate) fn hydrate(part: Part, parent: web_sys::Node) -> Mounted {
    part.mount(&mut Cursor::hydrating(parent))
}

impl Part {
    fn mount(self, cursor: &mut Cursor) -> Mounted {
        match self {
            Self::Text(text) => cursor.text(&text).map_or(Mounted::Nothing, Mounted::Text),
            Self::Element(element) => element.mount(cursor).unwrap_or(Mounted::Nothing),
            Self::Parts(parts) => Mounted::Parts(mount_all(parts, cursor)),
            Self::Reactive(part) => reactive(part, cursor),
        }
    }
}

fn mount_all(parts: Vec<Part>, cursor: &mut Cursor) -> Vec<Mounted> {
    parts.into_iter().map(|part| part.mount(cursor)).collect()
}

impl Element {
    fn mount(self, cursor: &mut Cursor) -> Option<Mounted> {
        let (element, is_new, mut inside) = cursor.element(self.tag)?;
        let features = self.features.into_iter().map(|feature| feature.mount(&element, is_new));
        let mut alive: Vec<_> = features.collect();
        alive.extend(mount_all(self.children, &mut inside));
        Some(Mounted::Element(element, alive))
    }
}

impl Feature {
    fn mount(self, element: &web_sys::Element, is_new: bool) -> Mounted {
        match self {
            // The server wrote it; in the meantime it may have become the person's.
            Self::Attribute(..) if !is_new => Mounted::Nothing,
            Self::Attribute(name, value) => {
                _ = element.set_attribute(name, &value);
                Mounted::Nothing
            }
            Self::Reactive(name, value) => {
                let element = element.clone();
                Mounted::Attribute(RenderEffect::new(move |_| {
                    _ = match value() {
                        Some(value) => element.set_attribute(name, &value),
                        None => element.remove_attribute(name),
                    };
                    Mounted::Nothing
                }))
            }
            Self::Handler(event, handler) => Mounted::Handler(Listener::new(element, event, handler)),
            Self::Ref(node) => {
                node.set(element);
                Mounted::Nothing
            }
        }
    }
}

/// Mounts what follows its signals. The effect makes a part each time; the first is mounted where the cursor is.
fn reactive(part: Box<dyn Fn() -> Part + Send>, cursor: &mut Cursor) -> Mounted {
    let marker = cursor.comment();
    let first = Rc::new(Cell::new(None));
    let effect = RenderEffect::new({
        let (first, marker) = (Rc::clone(&first), marker.clone());
        move |before: Option<Mounted>| match before {
            None => {
                first.set(Some(part()));
                Mounted::Nothing
            }
            Some(before) => before.replace(part(), &marker),
        }
    });
    let first = first.take().map_or(Mounted::Nothing, |part| part.mount(cursor));
    effect.with_value_mut(|mounted| *mounted = first);
    Mounted::Reactive(marker, effect)
}

impl Mounted {
    /// Puts a part in the place of this one.
    fn replace(self, part: Part, marker: &web_sys::Comment) -> Self {
        match (self, part) {
            // The node stays, so that a screen reader hears of a text that has changed and not of two.
            (Self::Text(node), Part::Text(text)) if !text.is_empty() => {
                node.set_data(&text);
                Self::Text(node)
            }
            (before, part) => {
                before.remove();
                part.mount(&mut Cursor::behind(marker))
            }
        }
    }

    /// Takes it out of the document. It is silent then already: the browser tells an element that it loses the focus by
    /// that, and what would have to do with it is gone.
    fn remove(self) {
        match self {
            Self::Text(text) => remove(&text),
            Self::Element(element, alive) => {
                drop(alive);
                remove(&element);
            }
            Self::Parts(parts) => parts.into_iter().for_each(Self::remove),
            Self::Reactive(marker, effect) => {
                _ = effect.take_value().map(Self::remove);
                remove(&marker);
            }
            Self::Nothing | Self::Attribute(_) | Self::Handler(_) => {}
        }
    }
}

fn remove(node: &web_sys::Node) {
    _ = node.parent_node().map(|parent| parent.remove_child(node));
}
