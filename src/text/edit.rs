//! Incremental edits, as editors send them.

use super::encoding::{Encoding, LineColumn, offset_in_line};

/// One change of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; without it, the whole text. A range whose start is behind its end is put in order, and what lies
    /// outside the text is moved to the nearest place inside.
    pub range: Option<(LineColumn, LineColumn)>,
    /// What stands there afterwards.
    pub text: String,
}

/// The text after `edits`, one after the other: the places of each are those of the text that the ones before it left.
/// Never panics. O(edits × length), and that with the speed of a search for line ends.
#[must_use]
pub fn apply(text: &str, edits: &[Edit], encoding: Encoding) -> String {
    let mut text = text.to_owned();
    for edit in edits {
        match edit.range {
            None => text.clone_from(&edit.text),
            Some((one, other)) => {
                let (one, other) = (offset(&text, one, encoding), offset(&text, other, encoding));
                text.replace_range(one.min(other)..one.max(other), &edit.text);
            }
        }
    }
    text
}

/// The offset of a place, without an index of the lines: every edit moves the lines behind it.
fn offset(text: &str, place: LineColumn, encoding: Encoding) -> usize {
    let mut rest = text;
    for _ in 0..place.line {
        match line_end(rest) {
            Some((_, next)) => rest = rest.get(next..).unwrap_or_default(),
            None => return text.len(),
        }
    }
    let line = line_end(rest).and_then(|(end, _)| rest.get(..end)).unwrap_or(rest);
    text.len() - rest.len() + offset_in_line(line, place.column, encoding)
}

/// Where the first line of `text` ends, and where the next one starts; nothing if there is one line only.
fn line_end(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let end = memchr::memchr2(b'\n', b'\r', bytes)?;
    let both = bytes.get(end..).is_some_and(|rest| rest.starts_with(b"\r\n"));
    Some((end, end + 1 + usize::from(both)))
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> Edit {
        let range = (LineColumn::new(start.0, start.1), LineColumn::new(end.0, end.1));
        Edit { range: Some(range), text: text.to_owned() }
    }

    #[test]
    fn each_edit_counts_in_the_text_that_the_one_before_it_left() {
        let edits = [edit((0, 0), (0, 0), "x\n"), edit((1, 1), (1, 3), "Y")];
        assert_eq!(apply("a😀b", &edits, Encoding::Utf16), "x\naYb");
        let whole = Edit { range: None, text: "new".to_owned() };
        assert_eq!(apply("old", &[edits[0].clone(), whole, edits[0].clone()], Encoding::Utf8), "x\nnew");
    }

    #[test]
    fn places_outside_the_text_are_moved_inside() {
        assert_eq!(apply("ab\r\nc", &[edit((0, 9), (0, 1), "-")], Encoding::Utf16), "a-\r\nc");
        assert_eq!(apply("ab", &[edit((7, 0), (u32::MAX, u32::MAX), "!")], Encoding::Utf32), "ab!");
        assert_eq!(apply("😀", &[edit((0, 1), (0, 1), "!")], Encoding::Utf16), "!😀");
        assert_eq!(apply("", &[edit((0, 1), (0, 0), "!")], Encoding::Utf8), "!");
    }
}
