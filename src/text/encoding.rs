//! Places as editors name them.

/// What the columns of a [`LineColumn`] count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what editors count unless something else was agreed on.
    Utf16,
    /// Characters (Unicode scalar values).
    Utf32,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    /// How many columns `character` takes.
    #[must_use]
    pub const fn width(self, character: char) -> u32 {
        match self {
            Encoding::Utf8 => character.len_utf8() as u32,
            Encoding::Utf16 => character.len_utf16() as u32,
            Encoding::Utf32 => 1,
        }
    }
}

/// A place in a text as the language server protocol counts it: from zero; lines end with `\n`, `\r\n` or a lone `\r`; a
/// byte order mark is a character like any other. Ordered by place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct LineColumn {
    /// The line, from 0.
    pub line: u32,
    /// The column, from 0, in units of an [`Encoding`].
    pub column: u32,
}

impl LineColumn {
    /// The place `column` of `line`.
    #[must_use]
    pub const fn new(line: u32, column: u32) -> LineColumn {
        LineColumn { line, column }
    }
}

/// The offset of `column` in a line without its end: inside a character that of the character, behind the line its end.
/// O(length of the line).
pub(super) fn offset_in_line(line: &str, column: u32, encoding: Encoding) -> usize {
    let limit = column as usize;
    if encoding == Encoding::Utf8 || line.is_ascii() {
        return line.floor_char_boundary(limit);
    }
    let mut columns = 0;
    for (at, character) in line.char_indices() {
        columns += encoding.width(character) as usize;
        if columns > limit {
            return at;
        }
    }
    line.len()
}
