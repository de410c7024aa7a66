//! From byte offsets to lines and columns, and back.

use std::fmt;

use super::Span;
use super::encoding::{Encoding, LineColumn, offset_in_line};

/// A place in a text as people count it: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters (Unicode scalar values).
    pub column: u32,
}

/// `line:column`.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The lines of a text, kept without the text: for people ([`Position`]) and for editors ([`LineColumn`]).
///
/// For people a line ends behind its `\n`, and a byte order mark at the start of the text takes no column.
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// Offset of the first byte of each line as people count; never empty.
    starts: Box<[u32]>,
    /// The same as editors count; empty where that is the same list, as in every text without a lone `\r`.
    editor_starts: Box<[u32]>,
    /// For each character of more than one byte: its offset, and by how much all such characters up to and including it
    /// are longer than one byte.
    wide: Box<[(u32, u32)]>,
    /// The offsets of the characters that take two code units of UTF-16.
    astral: Box<[u32]>,
    /// The text starts with a byte order mark.
    marked: bool,
    length: u32,
}

impl LineIndex {
    /// Indexes `text`. O(length); of a text longer than 4 GiB the first 4 GiB.
    pub fn new(text: &str) -> LineIndex {
        let text = text.get(..text.floor_char_boundary(u32::MAX as usize)).unwrap_or_default();
        let bytes = text.as_bytes();
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at as u32 + 1));
        let (mut wide, mut astral) = (Vec::new(), Vec::new());
        if !bytes.is_ascii() {
            let mut surplus = 0;
            for (at, character) in text.char_indices().filter(|(_, character)| !character.is_ascii()) {
                surplus += character.len_utf8() as u32 - 1;
                wide.push((at as u32, surplus));
                if character.len_utf16() == 2 {
                    astral.push(at as u32);
                }
            }
        }
        LineIndex {
            starts: starts.collect(),
            editor_starts: editor_starts(bytes),
            wide: wide.into(),
            astral: astral.into(),
            marked: text.starts_with('\u{feff}'),
            length: bytes.len() as u32,
        }
    }

    /// The number of lines as people count; an empty text has one, and so has what follows a last `\n`.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// Line and column of the byte at `offset`; inside a character, of that character; behind the text, of its end.
    /// O(log lines + log wide characters).
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(self.length);
        let line = line_of(&self.starts, offset);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let mark = u32::from(self.marked && line == 0 && offset >= BYTE_ORDER_MARK);
        let column = self.characters_before(offset) - self.characters_before(start) - mark;
        Position { line: line as u32 + 1, column: column + 1 }
    }

    /// The offset of a place as people count it in `text`, of which this is the index; behind a line its end, behind the
    /// text the text's end. Undoes [`position`](LineIndex::position). O(length of the line).
    pub fn offset_of(&self, text: &str, position: Position) -> u32 {
        let line = position.line.saturating_sub(1) as usize;
        let Some(&start) = self.starts.get(line) else { return self.length };
        let end = self.content_end(text, &self.starts, line);
        let start = if line == 0 && self.marked { BYTE_ORDER_MARK } else { start };
        let content = Span::new(start, end).of(text);
        start + offset_in_line(content, position.column.saturating_sub(1), Encoding::Utf32) as u32
    }

    /// Line and column of the byte at `offset` of `text`, of which this is the index; inside a character, of that
    /// character; inside or behind a line's end mark, of the line's end; behind the text, of its end.
    /// O(log lines + log wide characters).
    pub fn line_column(&self, text: &str, offset: u32, encoding: Encoding) -> LineColumn {
        let starts = self.editor_starts();
        let offset = text.floor_char_boundary(offset.min(self.length) as usize) as u32;
        let line = line_of(starts, offset);
        let start = starts.get(line).copied().unwrap_or(0);
        let offset = offset.min(self.content_end(text, starts, line)).max(start);
        let column = match encoding {
            Encoding::Utf8 => offset - start,
            Encoding::Utf16 => {
                let pairs = self.astral_before(offset) - self.astral_before(start);
                self.characters_before(offset) - self.characters_before(start) + pairs
            }
            Encoding::Utf32 => self.characters_before(offset) - self.characters_before(start),
        };
        LineColumn { line: line as u32, column }
    }

    /// The offset of a place in `text`, of which this is the index: always on the border of a character; inside a character
    /// that of the character, behind a line its end (in front of its end mark), behind the text the text's end.
    /// O(length of the line).
    pub fn offset(&self, text: &str, place: LineColumn, encoding: Encoding) -> u32 {
        let starts = self.editor_starts();
        let line = place.line as usize;
        let Some(&start) = starts.get(line) else { return self.length };
        let content = Span::new(start, self.content_end(text, starts, line)).of(text);
        start + offset_in_line(content, place.column, encoding) as u32
    }

    /// The line that `offset` lies in, as editors count. O(log lines).
    pub fn editor_line(&self, offset: u32) -> u32 {
        line_of(self.editor_starts(), offset.min(self.length)) as u32
    }

    fn editor_starts(&self) -> &[u32] {
        if self.editor_starts.is_empty() { &self.starts } else { &self.editor_starts }
    }

    /// The offset behind the last character of a line, its end mark not counted.
    fn content_end(&self, text: &str, starts: &[u32], line: usize) -> u32 {
        let start = starts.get(line).copied().unwrap_or(0);
        let Some(&next) = starts.get(line + 1) else { return self.length };
        let mark = if Span::new(start, next).of(text).ends_with("\r\n") { 2 } else { 1 };
        next - mark
    }

    fn characters_before(&self, offset: u32) -> u32 {
        let wide = self.wide.partition_point(|&(at, _)| at < offset);
        let Some(&(at, surplus)) = wide.checked_sub(1).and_then(|last| self.wide.get(last)) else {
            return offset;
        };
        let before =
            wide.checked_sub(2).and_then(|last| self.wide.get(last)).map_or(0, |&(_, before)| before);
        // Inside the last wide character: as if in front of it.
        let length = surplus - before + 1;
        if offset < at + length && offset > at { at - before } else { offset - surplus }
    }

    fn astral_before(&self, offset: u32) -> u32 {
        self.astral.partition_point(|&at| at < offset) as u32
    }
}

/// The length of U+FEFF.
const BYTE_ORDER_MARK: u32 = 3;

/// The starts of the lines where a lone `\r` ends a line too; empty where there is none.
fn editor_starts(bytes: &[u8]) -> Box<[u32]> {
    let lone = |at: usize| bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', bytes).any(lone) {
        return Box::default();
    }
    let ends =
        memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|&at| bytes.get(at) == Some(&b'\n') || lone(at));
    std::iter::once(0).chain(ends.map(|at| at as u32 + 1)).collect()
}

/// The last line that starts at or in front of `offset`.
fn line_of(starts: &[u32], offset: u32) -> usize {
    starts.partition_point(|&start| start <= offset).saturating_sub(1)
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    /// Counts by walking over the text.
    fn naive(text: &str, offset: usize) -> Position {
        let floor = (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap();
        let before = &text[..floor];
        let line = before.matches('\n').count() as u32 + 1;
        let tail = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let tail = if line == 1 { tail.strip_prefix('\u{feff}').unwrap_or(tail) } else { tail };
        Position { line, column: tail.chars().count() as u32 + 1 }
    }

    #[test]
    fn lines_and_columns_agree_with_counting() {
        for text in
            ["", "a", "\n", "a\n", "a\r\nb", "λ→😀x\n日本 é\n\nz", "\u{feff}ab\ncd", "\u{feff}", "a\u{feff}b"]
        {
            let index = LineIndex::new(text);
            for offset in 0..text.len() + 3 {
                let position = index.position(offset as u32);
                assert_eq!(position, naive(text, offset), "{text:?} at {offset}");
                let back = index.offset_of(text, position);
                assert_eq!(index.offset_of(text, index.position(back)), back, "{text:?} at {offset}");
                assert_eq!(index.position(back).line, position.line, "{text:?} at {offset}");
                assert!(text.is_char_boundary(back as usize), "{text:?} at {offset}");
            }
        }
        assert_eq!(LineIndex::new("a\nb").position(2).to_string(), "2:1");
        assert_eq!(LineIndex::new("a\n").line_count(), 2);
    }

    #[test]
    fn people_and_editors_count_differently() {
        let text = "\u{feff}é\rb\n";
        let index = LineIndex::new(text);
        let place = |offset| index.line_column(text, offset, Encoding::Utf16);
        assert_eq!((index.position(6), place(6)), (Position { line: 1, column: 3 }, LineColumn::new(1, 0)));
        assert_eq!((index.position(5), place(5)), (Position { line: 1, column: 2 }, LineColumn::new(0, 2)));
        assert_eq!(index.offset_of(text, Position { line: 1, column: 1 }), 3);
        assert_eq!(index.offset_of(text, Position { line: 0, column: 0 }), 3);
        assert_eq!(index.offset_of(text, Position { line: 1, column: 99 }), 7);
        assert_eq!(index.offset_of(text, Position { line: 9, column: 9 }), 8);
    }

    /// A text that is not the one of the index must not lead to a panic either.
    #[test]
    fn another_text_is_answered_with_anything() {
        let index = LineIndex::new("aé\r\n😀\rb\n");
        for text in ["", "é", "\r\r\r", "😀😀😀😀"] {
            for offset in 0..20 {
                for encoding in Encoding::ALL {
                    let place = index.line_column(text, offset, encoding);
                    index.offset(text, place, encoding);
                }
            }
        }
    }
}
