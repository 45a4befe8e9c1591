//! A letter as HTML. How it looks is in `auth/templates/letter.html`.

use super::{Block, Letter};
use askama::Template;

/// The template, which becomes a part of the binary. Whatever is inserted is escaped.
#[derive(Template)]
#[template(path = "letter.html")]
struct Page<'a> {
    subject: &'a str,
    preview: &'a str,
    blocks: &'a [Block],
}

impl Letter {
    /// The letter for who reads HTML.
    ///
    /// # Errors
    /// None that can be caused from outside: what is written is a text in memory.
    pub(in crate::mailer) fn html(&self) -> Result<String, askama::Error> {
        Page { subject: self.subject, preview: self.preview(), blocks: &self.blocks }.render()
    }
}
