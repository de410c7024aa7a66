//! Lines, columns and edits beside counting.

use std::fmt::Debug;

use super::specification::positions as naive;
use crate::text::edit::{self, Edit};
use crate::text::{Encoding, LineColumn, LineIndex};

/// What is held against counting: three functions, so that a faulty subject replaces one.
#[derive(Clone, Copy)]
pub struct Subject {
    /// Line and column of an offset.
    pub line_column: fn(&str, u32, Encoding) -> LineColumn,
    /// The offset of a line and column.
    pub offset: fn(&str, LineColumn, Encoding) -> u32,
    /// The text after edits.
    pub apply: fn(&str, &[Edit], Encoding) -> String,
}

/// What ships.
pub const PRODUCTION: Subject = Subject {
    line_column: |text, offset, encoding| LineIndex::new(text).line_column(text, offset, encoding),
    offset: |text, place, encoding| LineIndex::new(text).offset(text, place, encoding),
    apply: edit::apply,
};

/// Asks `subject` for every offset of `text` and for every place around its lines, in all encodings, and for the text
/// after `edits`.
///
/// # Errors
/// The first answer that differs from counting.
pub fn compare(text: &str, edits: &[Edit], subject: Subject) -> Result<(), String> {
    for (encoding, units) in Encoding::ALL.into_iter().zip(naive::UNITS) {
        for offset in (0..text.len() as u32 + 3).chain([u32::MAX]) {
            let found = (subject.line_column)(text, offset, encoding);
            let expected = naive::line_column(text, offset as usize, units);
            same(expected, plain(found), || format!("{text:?}: byte {offset} in {encoding:?}"))?;
        }
        let (last, _) = naive::line_column(text, text.len(), units);
        for line in (0..last as u32 + 2).chain([u32::MAX]) {
            let end = naive::offset(text, (line as usize, usize::MAX), units);
            let (_, width) = naive::line_column(text, end, units);
            for column in (0..width as u32 + 3).chain([u32::MAX]) {
                let place = LineColumn::new(line, column);
                let found = (subject.offset)(text, place, encoding) as usize;
                let expected = naive::offset(text, plain(place), units);
                same(expected, found, || format!("{text:?}: {place:?} in {encoding:?}"))?;
            }
        }
        let plain_edits: Vec<naive::Edit> = edits
            .iter()
            .map(|edit| (edit.range.map(|(one, other)| (plain(one), plain(other))), edit.text.clone()))
            .collect();
        let found = (subject.apply)(text, edits, encoding);
        let expected = naive::apply(text, &plain_edits, units);
        same(expected, found, || format!("{text:?} after {edits:?} in {encoding:?}"))?;
    }
    Ok(())
}

/// The same for lines and columns as people count.
///
/// # Errors
/// The first answer that differs from counting.
pub fn compare_for_people(text: &str) -> Result<(), String> {
    let index = LineIndex::new(text);
    for offset in 0..text.len() + 3 {
        let found = index.position(offset as u32);
        let expected = naive::position(text, offset);
        same(expected, (found.line as usize, found.column as usize), || format!("{text:?}: byte {offset}"))?;
        let back = index.offset_of(text, found);
        let again = index.offset_of(text, index.position(back));
        same(back, again, || format!("{text:?}: {found} and back"))?;
    }
    Ok(())
}

fn plain(place: LineColumn) -> naive::Place {
    (place.line as usize, place.column as usize)
}

fn same<T: PartialEq + Debug>(expected: T, found: T, question: impl Fn() -> String) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{}: {expected:?}, not {found:?}", question())) }
}
