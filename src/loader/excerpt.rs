//! The one line of a text that an error is about, kept when the text itself is long gone.

use std::ops::Range;

use crate::text::{LineIndex, Position, Span};

/// A place in a text and the line around it, shortened where the line is long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    position: Position,
    line: Box<str>,
    mark: Range<usize>,
    whole: bool,
}

/// Bytes of the line that are kept on either side of the place, at most.
const MARGIN: usize = 60;
const CUT: &str = "…";

impl Excerpt {
    /// The excerpt around `span` of `text`, whose lines `lines` knows. A span over several lines is marked in its first.
    /// O(log lines): as many errors as a file has cost no more than the file.
    pub fn new(text: &str, lines: &LineIndex, span: Span) -> Excerpt {
        let start = floor(text, span.start as usize);
        let from = floor(text, start.saturating_sub(MARGIN));
        let line_start = text[from..start].rfind('\n').map(|at| from + at + 1);
        let reach = floor(text, start.saturating_add(2 * MARGIN));
        let line_end = text[start..reach].find('\n').map(|at| start + at);
        let (open, close) = (line_start.unwrap_or(from), line_end.unwrap_or(reach));

        let before = if line_start.is_none() && open > 0 { CUT } else { "" };
        let after = if line_end.is_none() && close < text.len() { CUT } else { "" };
        let bom =
            if open == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8().min(start) } else { 0 };
        let line = text[open + bom..close].trim_end_matches('\r');
        let end = floor(text, span.end as usize).clamp(start, close.max(start));
        let shift = before.len() + start - open - bom;
        let line = format!("{before}{line}{after}");
        let mark = shift.min(line.len())..(shift + end - start).min(line.len());
        let whole = before.is_empty() && after.is_empty();
        Excerpt { position: lines.position(span.start), line: line.into(), mark, whole }
    }

    /// Line and column of the place, from 1, columns in characters.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The line, or as much of it as is kept; what was cut is an ellipsis.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// False where the line was cut.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The bytes of [`Excerpt::line`] that the error is about; empty for a place between two characters.
    pub fn mark(&self) -> Range<usize> {
        self.mark.clone()
    }
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn excerpt(text: &str, start: u32, end: u32) -> (String, String, String) {
        let excerpt = Excerpt::new(text, &LineIndex::new(text), Span::new(start, end));
        let marked = excerpt.line()[excerpt.mark()].to_string();
        (excerpt.position().to_string(), excerpt.line().to_string(), marked)
    }

    #[test]
    fn the_line_around_a_place() {
        assert_eq!(excerpt("ab\ncd ef\r\ngh", 6, 8), ("2:4".into(), "cd ef".into(), "ef".into()));
        assert_eq!(excerpt("ab\ncd", 5, 5), ("2:3".into(), "cd".into(), "".into()));
        assert_eq!(excerpt("(a\nb", 0, 4), ("1:1".into(), "(a".into(), "(a".into()));
        assert_eq!(excerpt("", 0, 0), ("1:1".into(), "".into(), "".into()));
        assert_eq!(excerpt("\u{feff}ab", 3, 4), ("1:1".into(), "ab".into(), "a".into()));
        assert_eq!(excerpt("a\n", 2, 2), ("2:1".into(), "".into(), "".into()));
    }

    #[test]
    fn a_long_line_is_cut_at_characters() {
        let text = "é".repeat(500);
        let (position, line, marked) = excerpt(&text, 500, 502);
        assert_eq!(position, "1:251");
        assert_eq!(marked, "é");
        assert_eq!(line, format!("…{}…", "é".repeat(90)));
    }

    #[test]
    fn every_span_of_every_text_has_an_excerpt() {
        for text in ["", "\u{feff}", "\u{feff}a\r\n", "é\né", "\r\n\r", "a\r"] {
            for start in 0..=text.len() as u32 + 2 {
                for end in start..=text.len() as u32 + 2 {
                    excerpt(text, start, end);
                }
            }
        }
    }
}
