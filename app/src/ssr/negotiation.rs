//! Whether a person or a program asks, by the `Accept` header (RFC 9110, section 12.5.1).

use axum::http::{HeaderMap, header::ACCEPT};

/// Whether the request would rather have HTML than JSON. Browsers say so; programs that don't care get JSON.
#[must_use]
pub fn prefers_html(headers: &HeaderMap) -> bool {
    let ranges: Vec<Range<'_>> = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(','))
        .filter_map(Range::parse)
        .collect();
    quality(&ranges, "text", "html") > quality(&ranges, "application", "json")
}

/// One media range, such as `text/*;q=0.5`.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// In thousandths, as finely as the header can say it.
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let quality = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        Some(Self { kind, subtype, quality: quality.map_or(1000, thousandths) })
    }

    /// How exactly this range names the type; `None` when it does not.
    fn precision(&self, kind: &str, subtype: &str) -> Option<u8> {
        match (self.kind, self.subtype) {
            ("*", "*") => Some(0),
            (k, "*") if k.eq_ignore_ascii_case(kind) => Some(1),
            (k, s) if k.eq_ignore_ascii_case(kind) && s.eq_ignore_ascii_case(subtype) => Some(2),
            _ => None,
        }
    }
}

/// The quality that the most precise range gives to a type.
fn quality(ranges: &[Range<'_>], kind: &str, subtype: &str) -> u16 {
    let fitting = ranges.iter().filter_map(|range| Some((range.precision(kind, subtype)?, range.quality)));
    fitting.max().map_or(0, |(_, quality)| quality)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 and 1000 before")]
fn thousandths(text: &str) -> u16 {
    (text.parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0) * 1000.0) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(accept: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        prefers_html(&headers)
    }

    #[test]
    fn browsers_get_html() {
        assert!(html("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"));
        assert!(html("text/html"));
        assert!(html("TEXT/HTML"));
        assert!(html("text/*"));
        assert!(html("application/json;q=0.5, text/html;q=0.6"));
        assert!(html("application/json;q=0, */*"));
    }

    #[test]
    fn programs_get_json() {
        assert!(!prefers_html(&HeaderMap::new()));
        for accept in [
            "*/*",
            "application/json",
            "application/*",
            "text/plain",
            "",
            "text/html;q=0",
            "text/html;q=0.5, */*",
            "application/json, text/html",
            "nonsense",
            "text/html;q=nonsense",
        ] {
            assert!(!html(accept), "{accept}");
        }
    }
}
