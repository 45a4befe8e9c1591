//! A letter as plain text. Its lines are as long as its paragraphs: every mail program wraps them as wide as it likes.

use super::{Block, Letter};

impl Letter {
    /// The letter for who reads text.
    pub(in crate::mailer) fn text(&self) -> String {
        let blocks: Vec<_> = self.blocks.iter().map(text).collect();
        format!("{}\n", blocks.join("\n\n"))
    }
}

fn text(block: &Block) -> String {
    match block {
        Block::Paragraph(text) | Block::Aside(text) | Block::Code(text) => text.clone(),
        Block::Facts(facts) => {
            let lines: Vec<_> = facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            lines.join("\n")
        }
        // A link on a line of its own is recognised whole.
        Block::Button { label, link } => format!("{label}:\n{link}"),
    }
}
