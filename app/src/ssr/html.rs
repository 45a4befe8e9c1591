//! HTML, as the server writes a page's parts. The browser finds them in it again (`view/cursor.rs`).

use crate::view::{Element, Feature, Part};
use leptos::{prelude::IntoRender, tachys::html::InertElement};

/// Elements that have no end tag (HTML Living Standard, "void elements"), as far as our pages have them.
const VOID: [&str; 3] = ["img", "input", "source"];

/// Parts are what a document of Leptos' can hold.
impl IntoRender for Part {
    type Output = InertElement;

    fn into_render(self) -> InertElement {
        InertElement::new(html(self))
    }
}

/// A part as HTML.
pub(super) fn html(part: Part) -> String {
    let mut writer = Writer::default();
    writer.part(part);
    writer.html
}

#[derive(Default)]
struct Writer {
    html: String,
    /// Whether the last that was written is a text, which the browser would run together with another one.
    is_after_text: bool,
}

impl Writer {
    fn part(&mut self, part: Part) {
        match part {
            Part::Text(text) => self.text(&text),
            Part::Element(element) => self.element(element),
            Part::Parts(parts) => parts.into_iter().for_each(|part| self.part(part)),
            Part::Reactive(part) => {
                self.comment();
                self.part(part());
            }
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.is_after_text {
            self.comment();
        }
        self.escaped(text);
        self.is_after_text = true;
    }

    fn comment(&mut self) {
        self.html.push_str("<!---->");
        self.is_after_text = false;
    }

    fn element(&mut self, element: Element) {
        self.html.push('<');
        self.html.push_str(element.tag);
        element.features.into_iter().for_each(|feature| self.feature(feature));
        self.html.push('>');
        self.is_after_text = false;
        if !VOID.contains(&element.tag) {
            element.children.into_iter().for_each(|part| self.part(part));
            self.html.push_str("</");
            self.html.push_str(element.tag);
            self.html.push('>');
        }
        self.is_after_text = false;
    }

    fn feature(&mut self, feature: Feature) {
        match feature {
            Feature::Attribute(name, value) => self.attribute(name, &value),
            Feature::Reactive(name, value) => {
                if let Some(value) = value() {
                    self.attribute(name, &value);
                }
            }
            // For the browser.
            Feature::Handler(..) | Feature::Ref(_) => {}
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        self.escaped(value);
        self.html.push('"');
    }

    /// A text that stays one, between tags and between quotation marks (HTML Living Standard, "escaping a string").
    fn escaped(&mut self, text: &str) {
        for piece in text.split_inclusive(['&', '<', '>', '"']) {
            let (plain, special) = match piece.as_bytes().last() {
                Some(b'&') => (&piece[..piece.len() - 1], "&amp;"),
                Some(b'<') => (&piece[..piece.len() - 1], "&lt;"),
                Some(b'>') => (&piece[..piece.len() - 1], "&gt;"),
                Some(b'"') => (&piece[..piece.len() - 1], "&quot;"),
                _ => (piece, ""),
            };
            self.html.push_str(plain);
            self.html.push_str(special);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{a, img, p, reactive};

    #[test]
    fn a_part_becomes_html() {
        let part = a().class("button").attr("href", "/login").attr("hidden", true).attr("id", false).child("Sign in");
        assert_eq!(html(part.into()), r#"<a class="button" href="/login" hidden="">Sign in</a>"#);
        assert_eq!(html(img().attr("alt", "").into()), r#"<img alt="">"#);
    }

    #[test]
    fn text_stays_text() {
        let part = p().attr("title", r#""><b>&"#.to_owned()).child("</p><script>&amp;".to_owned());
        let expected = r#"<p title="&quot;&gt;&lt;b&gt;&amp;">&lt;/p&gt;&lt;script&gt;&amp;amp;</p>"#;
        assert_eq!(html(part.into()), expected);
    }

    #[test]
    fn texts_are_kept_apart_and_places_are_marked() {
        let part = p().child(("a", "", "b", reactive(|| "c"), "d", img(), "e"));
        assert_eq!(html(part.into()), "<p>a<!---->b<!---->c<!---->d<img>e</p>");
    }
}
