//! The changes of this version, from CHANGELOG.md, as Debian's tools read them.

use anyhow::{Context, Result};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use super::{control::MAINTAINER, release::Release};

/// As many characters fit into a line of what Debian's tools show.
const WIDTH: usize = 80;

/// A part of an entry.
enum Paragraph {
    /// The kind of changes that follow.
    Heading(String),
    /// One change, in words.
    Item(Vec<String>),
}

/// Debian's changelog with this version's entry: that of its number or, before it has one, what is not yet released.
///
/// # Errors
/// When there is no such entry, or the release's time is none.
pub(super) fn debian(markdown: &str, release: &Release) -> Result<String> {
    let entry = entry(markdown, release.version).or_else(|| entry(markdown, "Unreleased"));
    let entry = entry.with_context(|| format!("CHANGELOG.md has no entry [{}] or [Unreleased]", release.version))?;
    let body: String = paragraphs(entry).iter().map(Paragraph::written).collect();
    let date = OffsetDateTime::from_unix_timestamp(release.time)?.format(&Rfc2822)?;
    let version = release.debian_version();
    Ok(format!("bienvenue ({version}) unstable; urgency=medium\n{body}\n -- {MAINTAINER}  {date}\n"))
}

/// The text below the heading `## [NAME]`, up to the next.
fn entry<'a>(markdown: &'a str, name: &str) -> Option<&'a str> {
    let heading = format!("[{name}]");
    let entry = markdown.split("\n## ").skip(1).find(|entry| entry.starts_with(&heading))?;
    entry.split_once('\n').map(|(_, text)| text)
}

/// Headings and items; lines that go on are put to what they belong to.
fn paragraphs(markdown: &str) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    for line in markdown.lines().filter(|line| !line.trim().is_empty()) {
        match (line.strip_prefix("### "), line.strip_prefix("- "), paragraphs.last_mut()) {
            (Some(heading), ..) => paragraphs.push(Paragraph::Heading(heading.to_owned())),
            (_, None, Some(Paragraph::Item(words))) => words.extend(line.split_whitespace().map(str::to_owned)),
            (_, item, _) => {
                let words = item.unwrap_or(line).split_whitespace();
                paragraphs.push(Paragraph::Item(words.map(str::to_owned).collect()));
            }
        }
    }
    paragraphs
}

impl Paragraph {
    /// As Debian's tools expect it, in lines that are not too long for a terminal.
    fn written(&self) -> String {
        let words = match self {
            Self::Heading(heading) => return format!("\n  [ {heading} ]\n"),
            Self::Item(words) => words,
        };
        let (mut text, mut line) = (String::new(), String::from("  *"));
        for word in words {
            if line.chars().count() + 1 + word.chars().count() > WIDTH {
                text += &line;
                text.push('\n');
                line = String::from("   ");
            }
            line.push(' ');
            line += word;
        }
        format!("{text}{line}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKDOWN: &str = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One thing that\n  goes on for so long that it does not fit into one line of eighty characters.\n- Another.\n\n\
                            ### Fixed\n\n- A third.\n\n## [0.9.0]\n\n- Old.\n";

    fn of(version: &'static str) -> Result<String> {
        debian(MARKDOWN, &Release { version, time: 1_795_619_439, machine: "x86_64" })
    }

    #[test]
    fn what_is_not_yet_released_is_the_entry_of_the_next_version() {
        let expected = format!(
            "bienvenue (1.0.0) unstable; urgency=medium\n\n  [ Added ]\n  * One thing that goes on for so long that it does not fit into one line of\n    eighty characters.\n  * Another.\n\
             \n  [ Fixed ]\n  * A third.\n\n -- {MAINTAINER}  Wed, 25 Nov 2026 15:10:39 +0000\n"
        );
        assert_eq!(of("1.0.0").unwrap(), expected);
    }

    #[test]
    fn a_version_has_the_entry_of_its_number() {
        let changelog = of("0.9.0").unwrap();
        assert!(changelog.contains("  * Old.\n") && !changelog.contains("Another"), "{changelog}");
    }

    #[test]
    fn a_changelog_without_an_entry_is_refused() {
        let release = Release { version: "1.0.0", time: 0, machine: "x86_64" };
        assert!(debian("# Changelog\n", &release).is_err());
    }
}
