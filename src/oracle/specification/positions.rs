//! Places in a text, by counting characters from the start.

/// A line and a column, from 0.
pub type Place = (usize, usize);

/// A range to be replaced (without one, the whole text), and what stands there afterwards.
pub type Edit = (Option<(Place, Place)>, String);

/// How many columns a character takes: in bytes, in UTF-16 code units, in characters.
pub const UNITS: [fn(char) -> usize; 3] =
    [|character| character.to_string().len(), |character| character.encode_utf16(&mut [0; 2]).len(), |_| 1];

/// Where each line starts and where its content ends, by the three ends of a line that editors know.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = match (character, characters.peek()) {
            ('\r', Some(&(_, '\n'))) => {
                characters.next();
                at + 2
            }
            ('\r' | '\n', _) => at + 1,
            _ => continue,
        };
        lines.push((start, at));
        start = next;
    }
    lines.push((start, text.len()));
    lines
}

/// The borders of characters up to `offset`, the nearest first.
fn borders(text: &str, offset: usize) -> impl Iterator<Item = usize> {
    (0..=offset.min(text.len())).rev().filter(|&at| text.is_char_boundary(at))
}

/// Line and column of an offset.
#[must_use]
pub fn line_column(text: &str, offset: usize, units: fn(char) -> usize) -> Place {
    let offset = borders(text, offset).next().unwrap_or(0);
    let lines = lines(text);
    let line = lines.iter().rposition(|&(start, _)| start <= offset).unwrap_or(0);
    let (start, end) = lines[line];
    (line, text[start..offset.min(end)].chars().map(units).sum())
}

/// The offset of a line and column.
#[must_use]
pub fn offset(text: &str, (line, column): Place, units: fn(char) -> usize) -> usize {
    let Some(&(start, end)) = lines(text).get(line) else { return text.len() };
    let fits = |&at: &usize| text[start..at].chars().map(units).sum::<usize>() <= column;
    borders(text, end).take_while(|&at| at >= start).find(fits).unwrap_or(start)
}

/// Line and column, from 1, of an offset as people count: lines end with `\n`, columns are characters, a byte order mark
/// takes none.
#[must_use]
pub fn position(text: &str, offset: usize) -> Place {
    let before = &text[..borders(text, offset).next().unwrap_or(0)];
    let (line, tail) = before.split('\n').enumerate().last().unwrap_or_default();
    let mark = usize::from(line == 0 && tail.starts_with('\u{feff}'));
    (line + 1, tail.chars().count() - mark + 1)
}

/// The text after `edits`, one after the other.
#[must_use]
pub fn apply(text: &str, edits: &[Edit], units: fn(char) -> usize) -> String {
    edits.iter().fold(text.to_owned(), |text, (range, new)| match *range {
        None => new.clone(),
        Some((one, other)) => {
            let (one, other) = (offset(&text, one, units), offset(&text, other, units));
            [&text[..one.min(other)], new, &text[one.max(other)..]].concat()
        }
    })
}
