//! Faulty ways to count lines and columns, and to edit.

use heddle::oracle::positions::{PRODUCTION, Subject};
use heddle::text::edit::Edit;
use heddle::text::{Encoding, LineColumn};

/// Subjects with one fault each.
pub(crate) const POSITIONS: [(&str, Subject); 16] = [
    (
        "characters are counted as UTF-16",
        Subject {
            line_column: |text, offset, encoding| (PRODUCTION.line_column)(text, offset, no_pairs(encoding)),
            ..PRODUCTION
        },
    ),
    (
        "characters are read as UTF-16",
        Subject {
            offset: |text, place, encoding| (PRODUCTION.offset)(text, place, no_pairs(encoding)),
            ..PRODUCTION
        },
    ),
    (
        "bytes are counted",
        Subject {
            line_column: |text, offset, _| (PRODUCTION.line_column)(text, offset, Encoding::Utf8),
            ..PRODUCTION
        },
    ),
    (
        "a lone carriage return ends no line",
        Subject {
            line_column: |text, offset, encoding| {
                (PRODUCTION.line_column)(&without_lone_returns(text), offset, encoding)
            },
            ..PRODUCTION
        },
    ),
    (
        "a lone carriage return is not gone over",
        Subject {
            offset: |text, place, encoding| (PRODUCTION.offset)(&without_lone_returns(text), place, encoding),
            ..PRODUCTION
        },
    ),
    (
        "CRLF ends two lines",
        Subject {
            line_column: |text, offset, encoding| {
                (PRODUCTION.line_column)(&text.replace("\r\n", "\n\n"), offset, encoding)
            },
            ..PRODUCTION
        },
    ),
    (
        "the line feed of CRLF has a column",
        Subject {
            line_column: |text, offset, encoding| {
                (PRODUCTION.line_column)(&text.replace("\r\n", "x\n"), offset, encoding)
            },
            ..PRODUCTION
        },
    ),
    (
        "behind a line is one too far",
        Subject {
            offset: |text, place, encoding| {
                let offset = (PRODUCTION.offset)(text, place, encoding);
                let back = (PRODUCTION.line_column)(text, offset, encoding);
                let ended = text.as_bytes().get(offset as usize).is_some_and(|byte| b"\r\n".contains(byte));
                offset + u32::from(ended && back.column < place.column)
            },
            ..PRODUCTION
        },
    ),
    (
        "behind the text is the start of its last line",
        Subject {
            offset: |text, place, encoding| {
                let last = (PRODUCTION.line_column)(text, u32::MAX, encoding).line;
                let column = if place.line > last { 0 } else { place.column };
                (PRODUCTION.offset)(text, LineColumn::new(place.line.min(last), column), encoding)
            },
            ..PRODUCTION
        },
    ),
    (
        "half a pair is the next character",
        Subject {
            offset: |text, place, encoding| {
                let offset = (PRODUCTION.offset)(text, place, encoding);
                let back = (PRODUCTION.line_column)(text, offset, encoding);
                let next = text.get(offset as usize..).and_then(|rest| rest.chars().next());
                let width =
                    next.filter(|next| !"\r\n".contains(*next)).map_or(0, |next| next.len_utf8() as u32);
                if back.column < place.column { offset + width } else { offset }
            },
            ..PRODUCTION
        },
    ),
    (
        "a place inside a character stays there",
        Subject {
            line_column: |text, offset, encoding| {
                let mut place = (PRODUCTION.line_column)(text, offset, encoding);
                let inside = encoding == Encoding::Utf8 && !text.is_char_boundary(offset as usize);
                place.column += u32::from(inside && (offset as usize) < text.len());
                place
            },
            ..PRODUCTION
        },
    ),
    (
        "a byte order mark takes no column",
        Subject {
            line_column: |text, offset, encoding| {
                let mut place = (PRODUCTION.line_column)(text, offset, encoding);
                let marked = text.starts_with('\u{feff}') && place.line == 0;
                place.column = place.column.saturating_sub(u32::from(marked));
                place
            },
            ..PRODUCTION
        },
    ),
    (
        "a combining mark takes no column",
        Subject {
            line_column: |text, offset, encoding| {
                let mut place = (PRODUCTION.line_column)(text, offset, encoding);
                let start = (PRODUCTION.offset)(text, LineColumn::new(place.line, 0), encoding) as usize;
                let before = text.get(start..offset as usize).unwrap_or_default();
                place.column -= before.matches('\u{301}').count() as u32;
                place
            },
            ..PRODUCTION
        },
    ),
    (
        "edits are applied from the last to the first",
        Subject {
            apply: |text, edits, encoding| {
                let reversed: Vec<Edit> = edits.iter().rev().cloned().collect();
                (PRODUCTION.apply)(text, &reversed, encoding)
            },
            ..PRODUCTION
        },
    ),
    (
        "a range that ends in front of its start is empty",
        Subject {
            apply: |text, edits, encoding| {
                let empty = |edit: &Edit| {
                    let range = edit.range.map(|(start, end)| (start, end.max(start)));
                    Edit { range, ..edit.clone() }
                };
                (PRODUCTION.apply)(text, &edits.iter().map(empty).collect::<Vec<_>>(), encoding)
            },
            ..PRODUCTION
        },
    ),
    (
        "a whole text is put in front of the old one",
        Subject {
            apply: |text, edits, encoding| {
                let start = LineColumn::new(0, 0);
                let insert =
                    |edit: &Edit| Edit { range: edit.range.or(Some((start, start))), ..edit.clone() };
                (PRODUCTION.apply)(text, &edits.iter().map(insert).collect::<Vec<_>>(), encoding)
            },
            ..PRODUCTION
        },
    ),
];

fn no_pairs(encoding: Encoding) -> Encoding {
    if encoding == Encoding::Utf16 { Encoding::Utf32 } else { encoding }
}

/// The same text with every lone `\r` as a blank.
fn without_lone_returns(text: &str) -> String {
    text.replace("\r\n", "\0\n").replace('\r', " ").replace("\0\n", "\r\n")
}
