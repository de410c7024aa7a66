//! What is known of a plan before anything is decided: lengths, and where lines end for sure.

use super::{Break, PieceKind, Plan, Style};
use crate::text::Span;

/// What the text says about a gap.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Written {
    /// The line ends in it.
    pub(super) lines: u32,
    /// The column behind it.
    pub(super) column: u32,
    /// The blanks in it, if no line ends in it.
    pub(super) blanks: u32,
}

/// How much room a piece takes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    /// The columns of its first line.
    pub(super) first: u32,
    /// The columns of its last line.
    pub(super) last: u32,
    /// Its line ends.
    pub(super) lines: u32,
}

/// See the [module](self).
pub(super) struct Measure {
    pub(super) written: Vec<Written>,
    /// Blanks in front of the piece where no line ends.
    spaces: Vec<u32>,
    /// A line ends in front of the piece, whatever fits.
    hard: Vec<bool>,
    extents: Vec<Extent>,
    /// The columns of all that stands in front of the piece, if it were one line.
    offsets: Vec<u64>,
    /// How many lines end for sure in front of the pieces up to this one, and inside the pieces before this one.
    ends: Vec<(u32, u32)>,
    /// The columns of what follows a piece on its line.
    tails: Vec<u32>,
}

impl Measure {
    pub(super) fn of(plan: &Plan, text: &str, style: Style) -> Measure {
        let count = plan.pieces.len();
        let mut measure = Measure {
            written: written(plan, text, style),
            spaces: Vec::with_capacity(count),
            hard: Vec::with_capacity(count),
            extents: Vec::with_capacity(count),
            offsets: Vec::with_capacity(count + 1),
            ends: Vec::with_capacity(count + 1),
            tails: vec![0; count],
        };
        let (mut offset, mut hards, mut multiple) = (0, 0, 0);
        let mut before = None;
        for ((piece, gap), written) in plan.pieces.iter().zip(&plan.gaps).zip(&measure.written) {
            let content = piece.span.of(text);
            let comment = piece.kind != PieceKind::Code;
            let kept =
                matches!(gap.wrap, Break::Keep | Break::Fill | Break::All | Break::Force | Break::Always);
            let own_line = comment || before == Some(PieceKind::BlockComment);
            let hard = before.is_some()
                && (before == Some(PieceKind::LineComment)
                    || gap.wrap == Break::Always && piece.kind != PieceKind::LineComment
                    || written.lines > 0 && (kept || own_line));
            let near_comment = comment || before.is_some_and(|before| before != PieceKind::Code);
            let space = if before.is_none() {
                0
            } else if near_comment {
                1
            } else {
                gap.space
            };
            let lines = memchr::memchr_iter(b'\n', content.as_bytes()).count() as u32;
            let first = columns(content.split('\n').next());
            let extent = Extent { first, last: columns(content.rsplit('\n').next()), lines };
            hards += u32::from(hard);
            measure.ends.push((hards, multiple));
            multiple += u32::from(lines > 0);
            offset += u64::from(space);
            measure.offsets.push(offset);
            offset += u64::from(first);
            measure.spaces.push(space);
            measure.hard.push(hard);
            measure.extents.push(extent);
            before = Some(piece.kind);
        }
        measure.offsets.push(offset);
        measure.ends.push((hards, multiple));
        let mut behind = 0;
        for index in (0..count).rev() {
            if let Some(tail) = measure.tails.get_mut(index) {
                *tail = behind;
            }
            behind = measure.if_glued(plan, index, behind);
        }
        measure
    }

    /// The columns that the piece `index` adds to what stands in front of it, with those `behind` it: none where a line may end
    /// in front of it.
    fn if_glued(&self, plan: &Plan, index: usize, behind: u32) -> u32 {
        let (Some(gap), Some(piece)) = (plan.gaps.get(index), plan.pieces.get(index)) else { return 0 };
        let ends = matches!(gap.wrap, Break::Fill | Break::All | Break::Force) || self.is_hard(index);
        if ends || piece.kind == PieceKind::LineComment {
            return 0;
        }
        let extent = self.extent(index);
        let behind = if extent.lines > 0 { 0 } else { behind };
        self.space(index).saturating_add(extent.first).saturating_add(behind)
    }

    pub(super) fn is_hard(&self, index: usize) -> bool {
        self.hard.get(index).copied().unwrap_or(false)
    }

    pub(super) fn space(&self, index: usize) -> u32 {
        self.spaces.get(index).copied().unwrap_or(0)
    }

    pub(super) fn tail(&self, index: usize) -> u32 {
        self.tails.get(index).copied().unwrap_or(0)
    }

    pub(super) fn extent(&self, index: usize) -> Extent {
        self.extents.get(index).copied().unwrap_or_default()
    }

    /// The columns of the pieces from `first` to `last` on one line; nothing if they are several for sure.
    pub(super) fn flat(&self, first: usize, last: usize) -> Option<u32> {
        let (start, end) = (self.ends.get(first)?, self.ends.get(last)?);
        let behind = self.ends.get(last + 1)?;
        if start.0 != end.0 || start.1 != behind.1 {
            return None;
        }
        let end = self.offsets.get(last)? + u64::from(self.extent(last).first);
        Some(u32::try_from(end - self.offsets.get(first)?).unwrap_or(u32::MAX))
    }
}

/// The columns of a line.
fn columns(line: Option<&str>) -> u32 {
    line.map_or(0, |line| line.chars().count() as u32)
}

/// What the text says about each gap.
fn written(plan: &Plan, text: &str, style: Style) -> Vec<Written> {
    let step = style.step.max(1);
    let (mut at, mut column) = (0, 0);
    let mut all = Vec::with_capacity(plan.pieces.len());
    for piece in &plan.pieces {
        let (mut lines, start) = (0, column);
        for character in Span::new(at, piece.span.start).of(text).chars() {
            match character {
                '\n' => (lines, column) = (lines + 1, 0),
                '\t' => column = column / step * step + step,
                '\u{feff}' => {}
                _ => column += 1,
            }
        }
        let blanks = if lines == 0 { column - start } else { 0 };
        all.push(Written { lines, column, blanks });
        let content = piece.span.of(text);
        match content.rsplit_once('\n') {
            Some((_, last)) => column = columns(Some(last)),
            None => column += columns(Some(content)),
        }
        at = piece.span.end;
    }
    all
}
