//! From byte offsets to lines and columns.

use std::fmt;

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

/// The lines of a text, kept without the text. A line ends behind its `\n`; a byte order mark at the start of the text
/// takes no column.
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// Offset of the first byte of each line; never empty.
    starts: Vec<u32>,
    /// For each character of more than one byte: its offset, and by how much all such characters up to and including it
    /// are longer than the columns that they take.
    wide: Vec<(u32, u32)>,
    length: u32,
}

impl LineIndex {
    /// Indexes `text`. O(length); of a text longer than 4 GiB the first 4 GiB.
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let bytes = &bytes[..length as usize];
        let starts =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at as u32 + 1)).collect();
        let mut wide = Vec::new();
        if !bytes.is_ascii() {
            let mut surplus = 0;
            for (at, character) in text.char_indices().filter(|(_, character)| !character.is_ascii()) {
                let columns = u32::from(!(at == 0 && character == '\u{feff}'));
                surplus += character.len_utf8() as u32 - columns;
                wide.push((at as u32, surplus));
            }
        }
        LineIndex { starts, wide, length }
    }

    /// The number of lines; an empty text has one, and so has what follows a last `\n`.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// Line and column of the byte at `offset`; inside a character, of that character; behind the text, of its end.
    /// O(log lines + log wide characters).
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(self.length);
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let column = self.characters_before(offset) - self.characters_before(start);
        Position { line: line as u32, column: column + 1 }
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
                assert_eq!(index.position(offset as u32), naive(text, offset), "{text:?} at {offset}");
            }
        }
        assert_eq!(LineIndex::new("a\nb").position(2).to_string(), "2:1");
        assert_eq!(LineIndex::new("a\n").line_count(), 2);
    }
}
