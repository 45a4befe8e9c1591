//! An element of HTML, and what it has.

use super::{NodeRef, Part, Text};
use web_sys::Event;

/// An element, built up step by step.
pub(crate) struct Element {
    pub(crate) tag: &'static str,
    pub(crate) features: Vec<Feature>,
    pub(crate) children: Vec<Part>,
}

/// Something that an element has besides its children.
pub(crate) enum Feature {
    /// An attribute that stays as it is.
    Attribute(&'static str, Text),
    /// An attribute that follows the signals that are read for it; `None` while there is none.
    Reactive(&'static str, Box<dyn Fn() -> Option<Text> + Send>),
    /// What to do when this event arrives.
    Handler(&'static str, Box<dyn FnMut(Event) + Send>),
    /// Who wants to know the node.
    Ref(NodeRef),
}

/// The value of an attribute, if there is to be one. For attributes that are there or not, `true` or `false`.
pub(crate) struct Value(Option<Text>);

impl Element {
    fn new(tag: &'static str) -> Self {
        Self { tag, features: Vec::new(), children: Vec::new() }
    }

    /// Puts something inside, behind what is there already.
    pub(crate) fn child(mut self, part: impl Into<Part>) -> Self {
        self.children.push(part.into());
        self
    }

    /// Gives it an attribute, where the value is one.
    pub(crate) fn attr(self, name: &'static str, value: impl Into<Value>) -> Self {
        match value.into() {
            Value(Some(value)) => self.with(Feature::Attribute(name, value)),
            Value(None) => self,
        }
    }

    /// Gives it an attribute that follows the signals that are read for its value.
    pub(crate) fn reactive_attr<V: Into<Value>>(
        self,
        name: &'static str,
        value: impl Fn() -> V + Send + 'static,
    ) -> Self {
        self.with(Feature::Reactive(name, Box::new(move || value().into().0)))
    }

    /// Does something when an event arrives.
    pub(crate) fn on(self, event: &'static str, handler: impl FnMut(Event) + Send + 'static) -> Self {
        self.with(Feature::Handler(event, Box::new(handler)))
    }

    /// Makes the node known.
    pub(crate) fn node_ref(self, node: NodeRef) -> Self {
        self.with(Feature::Ref(node))
    }

    /// Its classes, for the style sheet.
    pub(crate) fn class(self, names: &'static str) -> Self {
        self.attr("class", names)
    }

    /// Its place in the page.
    pub(crate) fn id(self, id: impl Into<Value>) -> Self {
        self.attr("id", id)
    }

    fn with(mut self, feature: Feature) -> Self {
        self.features.push(feature);
        self
    }
}

impl From<&'static str> for Value {
    fn from(value: &'static str) -> Self {
        Self(Some(value.into()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self(Some(value.into()))
    }
}

impl From<bool> for Value {
    fn from(is_there: bool) -> Self {
        Self(is_there.then_some("".into()))
    }
}

impl<T: Into<Text>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        Self(value.map(Into::into))
    }
}

/// A function for each kind of element that there is on our pages.
macro_rules! elements {
    ($($tag:ident)+) => {
        $(
            #[doc = concat!("`<", stringify!($tag), ">`")]
            pub(crate) fn $tag() -> Element {
                Element::new(stringify!($tag))
            }
        )+
    };
}

elements! {
    a article button dd dialog div dl dt footer form h1 h2 header img input label li main nav p picture section source
    span strong time ul
}
